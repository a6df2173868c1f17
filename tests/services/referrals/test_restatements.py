"""After a mending the referrer sees what is true now, and figures of referrals count it on the right days."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referrals import queries
from services.referrals.domain.referral_counts import GroupBy, ReferralCounts
from shared.auth.caller import Caller
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import TOPIC
from shared.contracts.role_policy import ROLES
from shared.messaging.fact import Fact
from tests.conftest import Running, Tokens
from tests.histories.in_memory_participants import InMemoryParticipants
from tests.services.bus import Bus
from tests.services.participants.conftest import a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment
from tests.services.referrals.conftest import Partners, Sent
from tests.services.referrals.facts import achieved

EXIT = {"left_on": "2018-06-01", "kind": "planned", "reason": "employment"}
WORK = {"kind": "paid_work", "achieved_on": "2018-05-20"}


def at(day: str) -> str:
    return f"{day}T10:00:00+00:00"


def a_life(subject: str, referral: str, **consent: Any) -> list[dict[str, Any]]:
    agreed = {"to_take_part": True, "given_on": "2018-03-06", "share_work_outcome_with_referrer": True}
    return [
        a_registration(subject, referral=referral, registered_on="2018-03-06", consent={**agreed, **consent}),
        an_event("achievement-recorded", subject, WORK, time=at("2018-05-21")),
        an_event("exited", subject, EXIT, time=at("2018-06-01")),
    ]


class Told:
    """A referral of which everything is told that is posted of the person."""

    def __init__(self, bus: Bus, referral: dict[str, Any]) -> None:
        self.id: str = referral["id"]
        self._bus = bus
        self._door = InMemoryParticipants("R1", referrals=[UUID(self.id)], first_id=uuid4().int >> 8)
        self._told = 0

    async def post(self, *events: dict[str, Any]) -> None:
        self._door.post(*events)
        facts: list[Fact] = [fact for fact in self._door.facts if fact.topic == TOPIC]
        await self._bus.tell(*facts[self._told :])
        self._told = len(facts)

    async def place(self, on: date) -> OutcomeAchieved:
        placed = achieved(self._door.enrolment.id, on)
        await self._bus.tell(placed)
        return placed


@pytest.fixture
async def told(sent: Sent, bus: Bus) -> Told:
    return Told(bus, await sent(made_on="2018-03-01"))


@pytest.fixture
def progress(referrals: Running, bearer: Tokens, partners: Partners) -> Any:
    async def of(told: Told) -> tuple[Any, ...]:
        seen = await referrals.client.get(
            f"/v1/referrals/{told.id}", headers=bearer("referrer", partners.referrer)
        )
        body = seen.json()
        found = body["progress"]
        return body["status"], found["stage"], found["left_on"], found["into_work"]

    return of


async def test_a_mended_exit_is_seen_on_the_right_day(told: Told, progress: Any) -> None:
    life = a_life("R1", told.id)
    await told.post(*life, an_amendment("R1", a_change(life[2], data={**EXIT, "left_on": "2018-07-01"})))
    assert await progress(told) == ("registered", "left", "2018-07-01", True)


async def test_work_that_never_was_is_told_no_more(told: Told, progress: Any) -> None:
    life = a_life("R1", told.id)
    await told.post(*life)
    assert await progress(told) == ("registered", "left", "2018-06-01", True)
    await told.post(an_amendment("R1", a_change(life[1], withdrawn=True)))
    assert await progress(told) == ("registered", "left", "2018-06-01", None)


async def test_a_placement_in_work_is_in_no_record_and_stays(told: Told, progress: Any) -> None:
    life = a_life("R1", told.id, share_work_outcome_with_referrer=False)
    await told.post(*life)
    await told.place(date(2018, 5, 2))
    assert (await progress(told))[3] is None
    agreed = {**life[0]["data"]["consent"], "share_work_outcome_with_referrer": True}
    data = {**life[0]["data"], "consent": agreed}
    data.pop("person")
    await told.post(an_amendment("R1", a_change(life[0], data=data), a_change(life[1], withdrawn=True)))
    assert (await progress(told))[3] is True


async def test_a_referral_whose_registration_was_withdrawn_waits_again(told: Told, progress: Any) -> None:
    life = a_life("R1", told.id)
    await told.post(*life)
    everything = [a_change(each, withdrawn=True) for each in life]
    await told.post(an_amendment("R1", *everything))
    assert await progress(told) == ("received", "not_started", None, None)


async def test_figures_count_on_the_days_that_are_right(
    referrals: Running, sent: Sent, bus: Bus, partners: Partners
) -> None:
    async def counted(day: date) -> ReferralCounts:
        caller = Caller("referrer", partners.referrer, frozenset(), frozenset(), "recount", ROLES["referrer"])
        async with referrals.app.state.context.begin(caller) as work:
            found = await queries.figures(work, ["North Wales"], GroupBy.LOT, "oows", day)
        return found["North Wales"].total

    days = [date(2018, month, 15) for month in range(3, 9)]
    before = [await counted(day) for day in days]
    mended = Told(bus, await sent(made_on="2018-03-01"))
    life = a_life("R1", mended.id)
    later = {**life[0]["data"], "registered_on": "2018-04-20"}
    later.pop("person")
    await mended.post(
        *life,
        an_amendment("R1", a_change(life[0], data=later), a_change(life[1], withdrawn=True)),
        an_amendment("R1", a_change(life[2], data={**EXIT, "left_on": "2018-07-01"})),
    )
    after = [await counted(day) for day in days]
    grown = [
        (now.registered - then.registered, now.left - then.left, now.into_work - then.into_work)
        for then, now in zip(before, after, strict=True)
    ]
    assert grown == [(0, 0, 0), (0, 0, 0), (1, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 0)]
