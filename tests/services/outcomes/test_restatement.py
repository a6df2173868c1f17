"""A restatement leaves outcomes as if it had been told the right records from the start (mending)."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.participant import EnrolmentFact
from shared.messaging.fact import Fact
from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Tell
from tests.services.outcomes.facts import Person
from tests.services.outcomes.facts_of_events import Told, by_topic
from tests.services.outcomes.histories import History, a_history

HISTORIES_AT_ONCE = 100
TABLES = {
    "enrolment": "cell, profile, situation, programme, registered_on, exit_on, left_on, exit_kind",
    "record": "participant, provider, registration_recorded_on, labour_market_at_registration, open_since,"
    " rejoined_on, suspended_on, last_contact_on, last_activity_on, activity_hours, history",
    "soft_outcome": "programme, registered_on, exit_on, asked_on, first, second, third, fourth",
    "achievement": "id, kind, achieved_on, evidence, cqfw_level, recorded_on, placement",
    # of two achievements that are alike, either may be what a claim rests on
    "claim": "participant, cell, category, decision, rule, dates, evidence, part, level, counted_on,"
    " (SELECT (kind, achieved_on, recorded_on, a.evidence, placement)::text FROM achievement AS a"
    " WHERE a.id = claim.achievement)",
    "finding": "rule, cell, since, about",
    "support": "contacts, calls, letters, hours",
    "wheel": "assessed_on, cv, it_and_job_search",
    "recent_use": "assessed_on, recent_use",
    "course": "id, kind, started_on, ended_on, result",
}
PUBLISHED = ("participation-by-operation", "characteristics", "status-and-duration", "outcomes-by-lot")


@dataclass(frozen=True)
class Pair:
    """One history told twice: wrongly and then mended, and rightly from the start."""

    history: History
    mended: Told
    right: Told
    placements: tuple[Fact, Fact]

    def before(self, chance: random.Random) -> list[Fact]:
        """What is told before the mending."""
        wrong, mentoring = by_topic(self.mended.facts(self.history.wrong))
        return list(_merged([wrong, mentoring[: len(mentoring) // 2], [self.placements[0]]], chance))

    def mending(self, chance: random.Random) -> list[Fact]:
        """The restatement, what is told afterwards, and what of mentoring was late or comes early."""
        _, mentoring = by_topic(self.mended.facts(self.history.wrong))
        late = mentoring[len(mentoring) // 2 :]
        later, new = by_topic(_later(self.mended, self.history, restatement=1))
        restated = self.mended.restated(self.history.right, 1)
        return list(_merged([[restated, *later], [*late, *new]], chance))

    def from_the_start(self, chance: random.Random) -> list[Fact]:
        facts = [*self.right.facts(self.history.right), *_later(self.right, self.history)]
        return list(_merged([*by_topic(facts), [self.placements[1]]], chance))

    def names(self, told: Told, placement: Fact) -> dict[UUID, str]:
        every = (*self.history.wrong, *self.history.right, *self.history.later)
        return {**told.names(every), placement.model_dump()["placement_id"]: "placement"}


def _later(told: Told, history: History, *, restatement: int = 0) -> list[EnrolmentFact]:
    before = len(told.facts(history.right))
    return told.facts([*history.right, *history.later], restatement=restatement)[before:]


def _merged(streams: Iterable[Sequence[Fact]], chance: random.Random) -> Iterator[Fact]:
    """All streams at once, each in its own order."""
    left = [list(stream) for stream in streams if stream]
    while left:
        stream = chance.choice(left)
        yield stream.pop(0)
        left = [each for each in left if each]


def a_pair(seed: int) -> Pair:
    chance = random.Random(seed)
    mended, right = Told(), Told()
    on, kind = date(2017, 6, 1), chance.choice(("work_experience", "volunteering"))
    placed = [
        Person(told.provider, told.participant, told.enrolment).placed(on, kind) for told in (mended, right)
    ]
    return Pair(a_history(chance), mended, right, (placed[0], placed[1]))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    seeds=st.lists(
        st.integers(0, 2**32), min_size=HISTORIES_AT_ONCE, max_size=HISTORIES_AT_ONCE, unique=True
    ),
    chance=st.randoms(use_true_random=False),
)
async def test_after_a_mending_all_is_as_if_the_records_had_been_right_from_the_start(
    seeds: list[int], chance: random.Random, tell: Tell, outcomes: Running, bearer: Tokens
) -> None:
    pairs = [a_pair(seed) for seed in seeds]
    await _tell_in_batches(tell, [pair.before(chance) for pair in pairs])
    known_then = await figures(outcomes, bearer)
    await _tell_in_batches(tell, [pair.mending(chance) for pair in pairs])
    await _tell_in_batches(tell, [pair.from_the_start(chance) for pair in pairs])
    told = {pair.mended.enrolment: pair.names(pair.mended, pair.placements[0]) for pair in pairs}
    rightly = {pair.right.enrolment: pair.names(pair.right, pair.placements[1]) for pair in pairs}
    found, expected = await state(outcomes, told), await state(outcomes, rightly)
    for pair in pairs:
        assert found[pair.mended.enrolment] == expected[pair.right.enrolment], pair.history
    assert await figures(outcomes, bearer, known_then) == known_then


async def _tell_in_batches(tell: Tell, of_people: Sequence[list[Fact]]) -> None:
    """What is told of everybody, in a few batches."""
    for part in range(3):
        facts = [
            fact for told in of_people for fact in told[part * len(told) // 3 : (part + 1) * len(told) // 3]
        ]
        await tell(*facts)


async def figures(
    outcomes: Running, bearer: Tokens, before: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Tables as they are known now, or as they were when they were asked before."""
    answers = []
    for number, table in enumerate(PUBLISHED):
        known_at = {"known-at": before[number]["known_at"]} if before else {}
        answer = await outcomes.client.get(
            f"/v1/aggregates/{table}",
            params={"programme": "oows", "as-of": "2018-01-31", **known_at},
            headers=bearer("wg", uuid4()),
        )
        assert answer.status_code == 200, answer.text
        answers.append(answer.json())
    return answers


async def state(
    outcomes: Running, told: dict[UUID, dict[UUID, str]]
) -> dict[UUID, dict[str, list[tuple[Any, ...]]]]:
    """All that outcomes keeps of some enrolments, without what tells one telling from another."""
    found: dict[UUID, dict[str, list[tuple[Any, ...]]]] = {id: {} for id in told}
    async with outcomes.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        for table, columns in TABLES.items():
            key = "id" if table in ("enrolment", "record") else "enrolment_id"
            standing = "AND withdrawn_at IS NULL" if table == "claim" else ""
            rows = await connection.fetch(
                f"SELECT {key} AS key, {columns} FROM {table} WHERE {key} = ANY($1) {standing}", list(told)
            )
            for id, *values in rows:
                known = tuple(_comparable(value, told[id]) for value in values)
                found[id].setdefault(table, []).append(known)
    for tables in found.values():
        for rows in tables.values():
            rows.sort(key=str)
        # achievements of nobody who took part count nowhere
        if "enrolment" not in tables:
            tables.clear()
    return found


def _comparable(value: Any, names: dict[UUID, str]) -> Any:
    if isinstance(value, UUID):
        return names.get(value, value)
    if isinstance(value, list):
        known = {str(id): name for id, name in names.items()}
        return sorted(known.get(each, each) for each in value)
    return orjson.loads(value) if isinstance(value, str) and value.startswith("{") else value
