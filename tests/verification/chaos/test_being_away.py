"""A service that was away finds many facts at once when it is back, and takes them in as they followed from
one another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGCONT, SIGSTOP
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.demo.client.api_client import ApiClient, As
from deploy.demo.client.events import MEDIA_TYPE
from deploy.topology import BUS
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.referral import ReferralDeclined, ReferralFact, ReferralWithdrawn
from shared.messaging.fact import Fact
from tests.eventually import eventually
from tests.partners import put_partner
from tests.platform import Platform
from tests.services.participants.conftest import a_registration, an_event
from tests.services.referrals.conftest import a_referral_body
from tests.verification.chaos.bookkeeping import quiet
from tests.verification.chaos.victims import Victim, process_of


async def test_that_somebody_found_work_is_not_forgotten_because_the_referrals_were_away(
    mortal: Platform,
) -> None:
    referrer, provider = As("referrer", uuid4()), As("provider", uuid4())
    async with ApiClient(mortal.run_config) as door:
        referral = await _accepted(mortal, door, referrer, provider)

        async def expected() -> bool:
            page = await door.send("GET", "/v1/participants/expected", provider)
            return any(each["referral_id"] == referral for each in page.body["items"])

        await eventually(expected)
        with _away(mortal, Victim.REFERRALS):
            await _registered_and_in_work(door, provider, referral)
            await eventually(lambda: _on_the_bus(mortal, OutcomeAchieved, provider.organisation))

        async def into_work() -> bool | None:
            seen = await door.send("GET", f"/v1/referrals/{referral}", referrer)
            found: bool | None = seen.body["progress"]["into_work"]
            return found

        assert await eventually(into_work)


@pytest.mark.parametrize("by_whom", ["withdrawn by the referrer", "declined by the provider"])
async def test_somebody_who_came_to_nothing_while_the_participants_were_away_is_not_expected(
    mortal: Platform, by_whom: str
) -> None:
    referrer, provider = As("referrer", uuid4()), As("provider", uuid4())
    async with ApiClient(mortal.run_config) as door:
        with _away(mortal, Victim.PARTICIPANTS):
            referral = await _accepted(mortal, door, referrer, provider)
            path = f"/v1/referrals/{referral}"
            seen = (await door.send("GET", path, referrer)).etag
            if by_whom == "withdrawn by the referrer":
                fact: type[ReferralFact] = ReferralWithdrawn
                body = {"withdrawn_on": "2017-03-05", "by": "person", "reason": "Moved away"}
                await door.send("POST", f"{path}/withdraw", referrer, body, seen=seen)
            else:
                fact, lead = ReferralDeclined, As("lead", provider.organisation)
                no = {"by": "person", "reason": "declined_by_person", "offered_instead": "A course"}
                await door.send("POST", f"{path}/decline", lead, no, seen=seen)
            await eventually(lambda: _on_the_bus(mortal, fact, provider.organisation))
        await eventually(lambda: quiet(mortal))
        page = await door.send("GET", "/v1/participants/expected", provider)
        assert page.body["items"] == []


@contextmanager
def _away(platform: Platform, service: Victim) -> Iterator[None]:
    """The service stands still, and does not know it."""
    pid = process_of(platform, service)
    assert pid is not None
    os.kill(pid, SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, SIGCONT)


async def _accepted(platform: Platform, door: ApiClient, referrer: As, provider: As) -> str:
    """A referral that a provider of its own has accepted."""
    jobcentre = {"name": "Jobcentre Plus Bangor", "kind": "referrer", "source": "jobcentre_plus"}
    barod = {"name": "Barod", "kind": "provider"}

    async def register(partner: UUID, body: dict[str, Any]) -> None:
        async with httpx.AsyncClient(base_url=platform.url) as registry:
            await put_partner(registry, platform.token, partner, body)

    await register(referrer.organisation, jobcentre)
    await register(provider.organisation, {**barod, "lots": ["North Wales"]})
    sent = await door.send("POST", "/v1/referrals", referrer, a_referral_body(made_on="2017-03-01"))
    # so that the next referral in the lot is somebody else's
    await register(provider.organisation, barod)
    referral = str(sent.body["id"])
    lead = As("lead", provider.organisation)
    path = f"/v1/referrals/{referral}/accept"
    await door.send("POST", path, lead, {"decided_on": "2017-03-03"}, key=referral, seen=sent.etag)
    return referral


async def _registered_and_in_work(door: ApiClient, provider: As, referral: str) -> None:
    consent = {"to_take_part": True, "given_on": "2017-03-06", "share_work_outcome_with_referrer": True}
    events = [
        # who it is goes with it: the referrals cannot be asked
        a_registration("P-1", referral=referral, consent=consent),
        an_event("achievement-recorded", "P-1", {"kind": "paid_work", "evidence": "mentor_verified"}),
    ]
    answer = await door.send("POST", "/v1/events", provider, events, media_type=MEDIA_TYPE)
    assert [result["status"] for result in answer.body["results"]] == ["accepted", "accepted"]


async def _on_the_bus(platform: Platform, fact: type[Fact], provider: UUID) -> bool:
    """Whether there is such a fact about somebody of this provider."""
    found: bool = await platform.query(
        BUS,
        "SELECT EXISTS (SELECT FROM log WHERE type = $1"
        " AND convert_from(data, 'UTF8')::jsonb ->> 'provider' = $2)",
        fact.type,
        str(provider),
    )
    return found
