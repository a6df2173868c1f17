"""Facts that are processed at the same time, in transactions of their own."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.outcomes.reactions import reactions
from shared.messaging.fact import Fact
from shared.unit_of_work import UnitOfWork
from tests.conftest import Database, Running
from tests.eventually import eventually
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person


async def process(work: UnitOfWork, *facts: Fact) -> None:
    await reactions.react(work, [(fact.type, fact.model_dump_json().encode()) for fact in facts])


async def overtaken(outcomes: Running, first: Sequence[Fact], second: Sequence[Fact]) -> None:
    """Process `second` while `first` is not committed yet; it waits for it."""
    context = outcomes.app.state.context
    async with context.begin_as_worker() as looking:
        watching = await looking.connection()
        async with context.begin_as_worker() as work:
            await process(work, *first)

            async def later() -> None:
                async with context.begin_as_worker() as other:
                    await process(other, *second)

            async def waits() -> bool:
                return bool(
                    await watching.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> 0")
                )

            waiting = asyncio.create_task(later())
            await eventually(waits, until=bool, within=20)
        await waiting


async def test_people_who_are_registered_at_the_same_time_do_not_wait_for_each_other(
    tell: Tell, outcomes: Running
) -> None:
    await tell(Person().registered())  # what they share is there
    context = outcomes.app.state.context
    async with context.begin_as_worker() as one:
        await process(one, Person().registered())
        async with context.begin_as_worker() as other:
            await (await other.connection()).execute("SET LOCAL lock_timeout = '2s'")
            await process(other, Person().registered())


@pytest.mark.parametrize("registration_first", [True, False])
async def test_a_placement_that_crosses_the_registration_is_kept_for_it(
    registration_first: bool, tell: Tell, outcomes: Running, ask: Ask
) -> None:
    person = Person()
    await tell(Person().registered())
    facts = [[person.registered()], [person.placed(date(2017, 4, 1))]]
    await overtaken(outcomes, *(facts if registration_first else reversed(facts)))
    await tell(person.left(date(2017, 5, 1)))
    claims = await ask(person.provider, "claims", participant=str(person.participant))
    assert [each["category"] for each in claims["items"]] == ["placement"]


@pytest.mark.parametrize("registration_first", [True, False])
async def test_a_contact_that_crosses_the_registration_is_kept_for_it(
    registration_first: bool, tell: Tell, outcomes: Running, ask: Ask
) -> None:
    person = Person()
    await tell(Person().registered())
    facts = [[person.registered()], [person.contacted(date(2017, 6, 1))]]
    await overtaken(outcomes, *(facts if registration_first else reversed(facts)))
    found = await ask(
        person.provider, "data-quality", rule="no-contact-for-60-days", **{"as-of": "2018-01-01"}
    )
    [record] = found["items"]
    assert [each["since"] for each in record["findings"]] == ["2017-07-31"]


async def test_two_registrations_of_one_person_at_the_same_time_see_each_other(
    tell: Tell, outcomes: Running, ask: Ask
) -> None:
    one = Person()
    other = Person(one.provider, one.participant, uuid4())
    await tell(Person().registered())
    await overtaken(outcomes, [one.registered()], [other.registered(date(2017, 4, 1))])
    found = await ask(one.provider, "data-quality", rule="second-open-record", **{"as-of": "2018-01-01"})
    assert [each["enrolment"] for each in found["items"]] == [str(other.enrolment)]


async def test_combinations_of_answers_can_be_more_than_a_smallint_numbers(
    database: Database, tell: Tell, ask: Ask
) -> None:
    """Ten yes-or-no questions have 59,049 combinations."""
    owner = await asyncpg.connect(database.run_config.database_url("outcomes_owner", "outcomes"))
    for table in ("situation", "profile"):
        await owner.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 32767)")
    await owner.close()
    person = Person()
    rare: dict[str, Any] = {
        "primary_carer": "yes",
        "homeless": "yes",
        "disability": "yes",
        "dependent_children": "not_known",
    }
    await tell(person.registered(), person.assessed(gender="other", ethnicity="not_known", **rare))
    table = await ask(person.provider, "aggregates/characteristics", programme="oows")
    counted = {row["value"]: row["participants"] for row in table["rows"]}
    assert (counted["Disability"], counted["Primary carer"]) == (1, 1)
