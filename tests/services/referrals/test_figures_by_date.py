"""Figures as of a day follow the dates of the moves: a recount of random histories finds the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from services.referrals import queries
from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.referral_counts import GroupBy, ReferralCounts
from services.referrals.domain.turnround import working_days_after
from services.referrals.reactions import reactions
from shared.auth.caller import Caller
from shared.contracts.role_policy import ROLES
from shared.messaging.fact import Fact
from tests.conftest import Running, Tokens
from tests.graph import entities
from tests.services.referrals.conftest import Partners, Sent, a_referral_body
from tests.services.referrals.facts import achieved, exited, registered, rejoined

MADE_ON = date(2018, 3, 5)
HOLIDAYS = bank_holidays(2018, 2019)
LOTS = ("North Wales", "Powys")
PROGRESS = ("review", "allocate", "attempt-contact")
DECISIONS: dict[str, dict[str, Any]] = {
    "accept": {},
    "decline": {"by": "person", "reason": "declined_by_person", "offered_instead": "A course"},
    "redirect": {},
    "return": {"questions": "Address?"},
}
MOVES = (*PROGRESS, *DECISIONS, "withdraw", "registered", "exited", "rejoined", "achieved")


@dataclass(frozen=True)
class State:
    """A referral after a move, as its referrer is answered."""

    on: date
    answer: dict[str, Any]
    into_work_on: date | None


@dataclass
class Made:
    """A referral with every state it came to, in the order of recording."""

    id: str
    enrolment: UUID = field(default_factory=uuid4)
    states: list[State] = field(default_factory=list)

    def as_of(self, day: date) -> State | None:
        """Return the state recorded last among those that had come by a day."""
        return next((state for state in reversed(self.states) if state.on <= day), None)


def recount(made: Iterable[Made], lot: str, day: date) -> ReferralCounts:
    counts = dict.fromkeys(("received", "registered", "left", "into_work"), 0)
    states = dict.fromkeys(("accepted", "declined", "withdrawn", "overdue", "waiting"), 0)
    days: dict[int, int] = {}
    for each in made:
        state = each.as_of(day)
        if state is None or state.answer["lot"] != lot:
            continue
        answer, progress = state.answer, state.answer["progress"]
        decided_on = answer["decided_on"] and date.fromisoformat(answer["decided_on"])
        counts["received"] += 1
        if decided_on and decided_on <= day:
            states["declined" if answer["status"] == "declined" else "accepted"] += 1
            took = next(n for n in range(400) if working_days_after(MADE_ON, n, HOLIDAYS) >= decided_on)
            took -= working_days_after(MADE_ON, took, HOLIDAYS) > decided_on  # decided on no working day
            days[took] = days.get(took, 0) + 1
        elif answer["status"] == "withdrawn":
            states["withdrawn"] += 1
        else:
            late = answer["decision_due"]["on"] < day.isoformat() and answer["status"] != "returned"
            states["overdue" if late else "waiting"] += 1
        counts["registered"] += (progress["registered_on"] or "9999") <= day.isoformat()
        counts["left"] += (progress["left_on"] or "9999") <= day.isoformat()
        counts["into_work"] += state.into_work_on is not None and state.into_work_on <= day
    return ReferralCounts(**counts, **states, days=days)


class Programme:
    """One referrer's referrals, and everybody who moves them."""

    def __init__(self, referrals: Running, bearer: Tokens, partners: Partners, referrer: UUID) -> None:
        self._service, self._referrer = referrals, bearer("referrer", referrer)
        self._leads = dict(
            zip(LOTS, (bearer("lead", partners.provider), bearer("lead", partners.neighbour)), strict=True)
        )

    async def send(self) -> Made:
        body = a_referral_body(made_on=MADE_ON.isoformat())
        answer = await self._service.client.post("/v1/referrals", json=body, headers=self._referrer)
        assert answer.status_code == 201, answer.text
        return Made(answer.json()["id"], states=[State(MADE_ON, answer.json(), None)])

    async def move(self, made: Made, how: str, on: date) -> None:
        """Make a move where it is possible."""
        now = made.states[-1]
        if how in (*PROGRESS, *DECISIONS, "withdraw"):
            by = self._referrer if how == "withdraw" else self._leads[now.answer["lot"]]
            body: dict[str, Any] = {"decided_on": on.isoformat(), **DECISIONS.get(how, {})}
            if how == "redirect":
                body["lot"] = next(lot for lot in LOTS if lot != now.answer["lot"])
            if how in PROGRESS:
                body = {"on": on.isoformat()}
            if how == "withdraw":
                body = {"withdrawn_on": on.isoformat()}
            answer = await self._service.client.post(
                f"/v1/referrals/{made.id}/{how}",
                json=body,
                headers={**by, "If-Match": f'"{now.answer["version"]}"'},
            )
            assert answer.status_code in (200, 409) or answer.json()["code"] == "before-last-move", (
                answer.text
            )
            if answer.status_code == 200:
                made.states.append(State(on, answer.json(), now.into_work_on))
            return
        await self._hear(made, how, on)

    async def _hear(self, made: Made, how: str, on: date) -> None:
        now = made.states[-1]
        took_part = now.answer["progress"]["registered_on"] is not None
        if took_part is (how == "registered"):
            return
        facts: dict[str, Fact] = {
            "registered": registered(made.enrolment, referral_id=UUID(made.id), registered_on=on),
            "exited": exited(made.enrolment, on),
            "rejoined": rejoined(made.enrolment, on),
            "achieved": achieved(made.enrolment, on),
        }
        fact = facts[how]
        async with self._service.app.state.context.begin_as_worker() as work:
            await reactions.react(work, [(fact.type, fact.model_dump_json().encode())])
        seen = await self._service.client.get(f"/v1/referrals/{made.id}", headers=self._referrer)
        if seen.json()["version"] == now.answer["version"]:
            return
        found_on = on if how == "achieved" else now.into_work_on
        made.states.append(State(on, seen.json(), found_on))


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 40)), max_size=6), min_size=1, max_size=2
    )
)
async def test_figures_of_any_day_are_those_of_a_recount_over_the_moves(
    referrals: Running, bearer: Tokens, partners: Partners, histories: list[list[tuple[str, int]]]
) -> None:
    referrer = uuid4()
    body = {"name": "A prison", "kind": "referrer", "source": "prison"}
    await referrals.client.put(f"/v1/partners/{referrer}", json=body, headers=bearer("wg"))
    programme = Programme(referrals, bearer, partners, referrer)
    made = [await programme.send() for _ in histories]
    for each, moves in zip(made, histories, strict=True):
        for how, days in moves:
            await programme.move(each, how, MADE_ON + timedelta(days=days))
    # row-level security leaves this referrer's alone to be counted, whatever they are grouped by
    caller = Caller("referrer", referrer, frozenset(), frozenset(), "recount", ROLES["referrer"])
    async with referrals.app.state.context.begin(caller) as work:
        for days in range(-1, 42, 3):
            day = MADE_ON + timedelta(days=days)
            found = await queries.figures(work, LOTS, GroupBy.LOT, "oows", day)
            assert {lot: found[lot].total for lot in LOTS} == {lot: recount(made, lot, day) for lot in LOTS}


async def test_a_provider_counts_what_it_was_asked_on_a_day_as_welsh_government_does(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent(made_on="2016-11-01")
    lead, wg = bearer("lead", partners.provider), bearer("wg")
    answer = await referrals.client.post(
        f"/v1/referrals/{made['id']}/redirect",
        json={"lot": "Powys", "decided_on": "2016-11-08"},
        headers={**lead, "If-Match": '"1"'},
    )
    assert answer.status_code == 200, answer.text

    async def received(headers: dict[str, str], provider: UUID, day: str) -> int:
        fields = f'referrals(asOf: "{day}") {{ received }}'
        said = await entities(referrals, headers, fields, {"__typename": "Provider", "id": str(provider)})
        number: int = said["data"]["_entities"][0]["referrals"]["received"]
        return number

    other = bearer("lead", partners.neighbour)
    for headers in (lead, wg):
        assert await received(headers, partners.provider, "2016-11-07") == 1
        assert await received(headers, partners.provider, "2016-11-08") == 0
    for headers in (other, wg):
        assert await received(headers, partners.neighbour, "2016-11-07") == 0
        assert await received(headers, partners.neighbour, "2016-11-08") == 1
