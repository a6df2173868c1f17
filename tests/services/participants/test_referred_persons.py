"""Whom a registration carries over is asked of referrals once a batch, and never holds up the others."""

from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import orjson

from services.participants.clients.referrals import fetch_referred
from services.participants.commands.referred_person import ReferredPerson
from shared.refusal import Unavailable
from tests.conftest import Running

CONSENT = {"to_share": True, "given_on": "2017-03-01", "share_work_outcome": True}


async def test_a_thousand_referrals_are_one_question(participants: Running) -> None:
    provider, asked = uuid4(), []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(orjson.loads(request.content)["referral_ids"])
        person = {"provider": str(provider), "person": {"given_name": "Siân"}, "consent": CONSENT}
        return httpx.Response(200, json={"persons": dict.fromkeys(asked[-1], person)})

    ids = {uuid4() for _ in range(1000)}
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        found = await fetch_referred(
            replace(participants.app.state.context, http=http), ids, provider=provider
        )
    assert [{UUID(each) for each in batch} for batch in asked] == [ids]
    assert found.keys() == ids
    one = found[next(iter(ids))]
    assert isinstance(one, ReferredPerson)
    assert (one.provider, one.identity) == (provider, {"given_name": "Siân"})


async def test_each_referral_is_unavailable_while_their_owner_is(participants: Running) -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(503))) as http:
        context = replace(participants.app.state.context, http=http)
        found = await fetch_referred(context, {UUID(int=1)}, provider=uuid4())
    assert isinstance(found[UUID(int=1)], Unavailable)
