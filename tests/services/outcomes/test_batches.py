"""However facts come in batches, what is known in the end is the same."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.messaging.fact import Fact
from tests.conftest import Running
from tests.services.outcomes.conftest import Tell
from tests.services.outcomes.facts import Person

TABLES = {
    "enrolment": "id, exit_on, left_on, exit_kind, cell, profile, situation",
    "record": "id, open_since, last_contact_on, last_activity_on, activity_hours, suspended_on, history",
    "soft_outcome": "enrolment_id, exit_on, first, second, third, fourth",
    "achievement": "id, kind, achieved_on",
    "claim": "id, category, decision, rule, dates, counted_on, withdrawn_because",
    "finding": "enrolment_id, rule, since, about",
}


def a_life(person: Person, chance: random.Random) -> Iterator[Fact]:
    """Facts in an order in which participants could tell them."""
    day = date(2017, 1, 1) + timedelta(days=chance.randrange(200))
    yield person.registered(day, labour_market=chance.choice(("economically_inactive", "unemployed")))
    taking_part, suspended = True, False
    for _ in range(chance.randrange(5, 25)):
        day += timedelta(days=chance.randrange(25))
        what = chance.randrange(10)
        if what < 3:
            yield person.contacted(day, attended=chance.random() < 0.7)
        elif what == 3:
            yield person.active(day, chance.choice((0, 0.5, 3)))
        elif what == 4:
            yield person.assessed(day, gender=chance.choice(("male", "female")))
        elif what == 5:
            kinds = ("paid_work", "job_search", "certificate", "qualification", "job_interview")
            yield person.achieved(chance.choice(kinds), day)
        elif what == 6:
            yield person.placed(day, chance.choice(("work_experience", "volunteering", "one_off_event")))
        elif what == 7 and taking_part:
            yield person.resumed(day) if suspended else person.suspended(day)
            suspended = not suspended
        elif taking_part:
            yield person.left(
                chance.choice((day, None)),
                told=day,
                kind=chance.choice(("planned", "unplanned", None)),
                soft_outcomes=chance.choice(({}, {"own_confidence": "better", "physical_health": "worse"})),
            )
            taking_part = suspended = False
        elif chance.random() < 0.5:
            yield person.rejoined(day)
            taking_part = True
        else:
            yield person.in_work(day + timedelta(days=180))


def mixed(lives: Sequence[Sequence[Fact]], chance: random.Random) -> Iterator[Fact]:
    """All lives at once, each in its own order."""
    left = [list(life) for life in lives]
    while left:
        life = chance.choice(left)
        yield life.pop(0)
        left = [each for each in left if each]


def cut(facts: Sequence[Fact], chance: random.Random) -> Iterator[Sequence[Fact]]:
    at = 0
    while at < len(facts):
        size = chance.randrange(1, 40)
        yield facts[at : at + size]
        at += size


@pytest.mark.parametrize("seed", range(5))
async def test_one_batch_several_and_one_by_one_come_to_the_same(
    seed: int, tell: Tell, outcomes: Running
) -> None:
    chance = random.Random(seed)
    people = [Person() for _ in range(12)]
    facts = list(mixed([list(a_life(person, chance)) for person in people], chance))
    await tell(*facts)
    at_once = await everything(outcomes, [person.enrolment for person in people])
    assert all(at_once.values())
    await forget(outcomes, people)
    for batch in cut(facts, chance):
        await tell(*batch)
    assert await everything(outcomes, [person.enrolment for person in people]) == at_once
    await forget(outcomes, people)
    for fact in facts:
        await tell(fact)
    assert await everything(outcomes, [person.enrolment for person in people]) == at_once


async def everything(outcomes: Running, enrolments: Sequence[UUID]) -> dict[str, Any]:
    async with outcomes.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        return {
            table: [
                tuple(map(str, row))
                for row in await connection.fetch(
                    f"SELECT {columns} FROM {table} WHERE {_key(table)} = ANY($1) ORDER BY 1, 2, 3",
                    enrolments,
                )
            ]
            for table, columns in TABLES.items()
        }


async def forget(outcomes: Running, people: Sequence[Person]) -> None:
    async with outcomes.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        for table in TABLES:
            await connection.execute(
                f"DELETE FROM {table} WHERE {_key(table)} = ANY($1)", [person.enrolment for person in people]
            )


def _key(table: str) -> str:
    return "id" if table in ("enrolment", "record") else "enrolment_id"
