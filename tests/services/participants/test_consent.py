"""Taking part needs a consent of its own; the consent that work may be told travels with the referral."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from services.participants.commands import expected_referrals
from services.participants.domain.expected_referral import ExpectedReferral
from shared.clock import now
from shared.contracts.participant import TOPIC
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.participants.conftest import BATCH, Posting, a_registration

IDENTITY = {"given_name": "Siân", "family_name": "Parry", "date_of_birth": "1984-07-12"}

Refer = Callable[[bool], Awaitable[str]]


@pytest.fixture
async def refer(participants: Running, provider: UUID) -> AsyncIterator[Refer]:
    """Makes a referral that the provider has accepted, with consent to share, and with or without consent
    that work may be told; returns its id."""
    consents: dict[str, bool] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        persons = {
            referral: {
                "provider": str(provider),
                "person": IDENTITY,
                "consent": {
                    "to_share": True,
                    "given_on": "2017-03-01",
                    "share_work_outcome": consents[referral],
                },
            }
            for referral in orjson.loads(request.content)["referral_ids"]
        }
        return httpx.Response(200, json={"persons": persons})

    async def accepted(share_work_outcome: bool) -> str:
        referral = uuid4()
        consents[str(referral)] = share_work_outcome
        async with participants.app.state.context.begin_as_worker() as work:
            expected = ExpectedReferral(referral, "North Wales", now())
            await expected_referrals.expect(work, expected, provider=provider)
        return str(referral)

    state, context = participants.app.state, participants.app.state.context
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        state.context = replace(context, http=http)
        yield accepted
        state.context = context


async def registered(participants: Running, result: dict[str, Any]) -> dict[str, Any]:
    """What was announced about a registration that was accepted."""
    assert result["status"] == "accepted", result
    [fact] = await Bus(participants).announced(TOPIC, UUID(result["enrolment"]), 1)
    return fact


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Nobody is registered without their consent to take part."),
        ("cy", "Ni chofrestrir neb heb gydsyniad y person i gymryd rhan."),
    ],
)
async def test_nobody_is_registered_who_does_not_consent_to_take_part(
    participants: Running, bearer: Tokens, provider: UUID, language: str, title: str
) -> None:
    refused = a_registration("C1", consent={"to_take_part": False, "given_on": "2017-03-06"})
    headers = {**bearer("provider", provider), "Content-Type": BATCH, "Accept-Language": language}
    answer = await participants.client.post("/v1/events", json=[refused], headers=headers)
    [result] = answer.json()["results"]
    problem = result["problem"]
    assert (result["status"], problem["code"], problem["status"]) == ("rejected", "no-consent", 422)
    assert (problem["title"], problem["retry"]) == (title, False)
    assert problem["errors"][0]["pointer"] == "/data/consent/to_take_part"
    there = await participants.client.get("/v1/participants", headers=bearer("provider", provider))
    assert there.json()["items"] == []


@pytest.mark.parametrize(
    "consent", [None, {}, {"to_take_part": True}, {"given_on": "2017-03-06"}, {"to_take_part": None}]
)
async def test_a_form_that_is_silent_about_consent_to_take_part_is_kept_incomplete(
    post: Posting, participants: Running, consent: dict[str, Any] | None
) -> None:
    [result] = await post(a_registration("C2", consent=consent))
    assert (await registered(participants, result))["missing"] == ["consent"]


@pytest.mark.parametrize("person", [None, IDENTITY])
async def test_consent_to_share_is_not_consent_to_take_part(
    post: Posting, participants: Running, refer: Refer, person: dict[str, str] | None
) -> None:
    [result] = await post(a_registration("C3", referral=await refer(True), person=person, consent=None))
    assert (await registered(participants, result))["missing"] == ["consent"]


@pytest.mark.parametrize("person", [None, IDENTITY])
@pytest.mark.parametrize(
    ("told_referrer", "told_provider", "shares"),
    [(True, None, True), (False, None, False), (True, False, False), (False, True, True)],
)
async def test_the_consent_that_work_may_be_told_travels_where_the_form_is_silent_about_it(
    post: Posting,
    participants: Running,
    refer: Refer,
    person: dict[str, str] | None,
    told_referrer: bool,
    told_provider: bool | None,
    shares: bool,
) -> None:
    consent = {
        "to_take_part": True,
        "given_on": "2017-03-06",
        "share_work_outcome_with_referrer": told_provider,
    }
    referral = await refer(told_referrer)
    [result] = await post(a_registration("C4", referral=referral, person=person, consent=consent))
    fact = await registered(participants, result)
    assert (fact["shares_work_outcome"], fact["missing"]) == (shares, [])
    assert fact["consents"]["share_work_outcome_with_referrer"] is shares
