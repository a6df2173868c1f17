"""Figures as they were known at an instant: told once, they are the same for ever."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.outcomes.figures.registry import TABLES
from services.outcomes.reactions import reactions
from services.outcomes.store import settled_instant
from shared.messaging.fact import Fact
from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Figures, Tell
from tests.services.outcomes.facts_of_events import (
    GAINED,
    HISTORY,
    IN_GWENT,
    LEFT,
    REGISTERED,
    Posted,
    Told,
)

ASSESSED = Posted("e-assessed", "assessed", date(2017, 3, 2), {"form": "P2.1", "condition": "both"})
QUALIFIED = Posted(
    "e-qualified", "achievement-recorded", date(2017, 5, 3), {"kind": "qualification", "cqfw_level": 2}
)
KEPT = [name for name, table in TABLES.items() if table.keeps_known_then]


@pytest.mark.parametrize("table", KEPT)
async def test_a_table_told_before_a_mending_is_told_again_as_it_was(
    table: str, tell: Tell, figures: Figures
) -> None:
    told = Told()
    await tell(*told.facts([*HISTORY, ASSESSED, QUALIFIED]))
    before = await figures(told.provider, table)
    await tell(told.restated([IN_GWENT, replace(LEFT, data={"left_on": "2017-08-01"})], 1))
    after = await figures(told.provider, table)
    assert after["rows"] != before["rows"]
    assert after["known_at"] > before["known_at"]
    assert await figures(told.provider, table, before["known_at"]) == before
    assert await figures(told.provider, table, after["known_at"]) == after


@pytest.mark.parametrize("table", KEPT)
async def test_before_anything_was_told_nothing_was_known(table: str, tell: Tell, figures: Figures) -> None:
    told = Told()
    nothing = await figures(told.provider, table)
    await tell(*told.facts(HISTORY))
    assert await figures(told.provider, table, nothing["known_at"]) == nothing
    assert (await figures(told.provider, table, "1900-01-01T00:00:00Z"))["rows"] == nothing["rows"]


@pytest.mark.parametrize("table", [name for name in TABLES if name not in KEPT])
async def test_a_table_of_which_only_now_is_kept_says_when_that_was_and_tells_nothing_of_then(
    table: str, tell: Tell, figures: Figures, outcomes: Running, bearer: Tokens
) -> None:
    told = Told()
    await tell(*told.facts(HISTORY))
    known_at = (await figures(told.provider, table))["known_at"]
    asked = await outcomes.client.get(
        f"/v1/aggregates/{table}",
        params={"programme": "oows", "known-at": known_at},
        headers=bearer("lead", told.provider),
    )
    assert (asked.status_code, asked.json()["code"]) == (422, "known-at-not-kept")
    assert asked.json()["errors"][0]["pointer"] == "/query/known-at"


async def test_each_change_is_kept_with_both_sides_and_its_cause(tell: Tell, outcomes: Running) -> None:
    told = Told()
    await tell(*told.facts([REGISTERED]))
    await tell(*told.facts(HISTORY)[1:])
    await tell(told.restated([IN_GWENT, GAINED], 1))
    await tell(told.restated([], 2, "withdrawn"))
    async with outcomes.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        changes = await connection.fetch(
            "SELECT cause::text, before.lot AS before, after.lot AS after, old_left_on, new_left_on,"
            " known_from, known_at FROM enrolment_change LEFT JOIN cell AS before ON before.id = old_cell"
            " LEFT JOIN cell AS after ON after.id = new_cell WHERE enrolment_id = $1 ORDER BY known_at",
            told.enrolment,
        )
    left_on = date(2017, 6, 1)
    assert [tuple(row)[:5] for row in changes] == [
        ("told-late", None, "Powys", None, None),
        ("told-late", "Powys", "Powys", None, left_on),
        ("amended", "Powys", "Gwent", left_on, None),
        ("withdrawn", "Gwent", None, None, None),
    ]
    instants = [row["known_at"] for row in changes]
    assert [row["known_from"] for row in changes] == [None, *instants[:-1]]


async def test_a_figure_asked_twice_is_the_same_while_four_write_and_one_gives_up(
    tell: Tell, outcomes: Running, bearer: Tokens
) -> None:
    context, provider = outcomes.app.state.context, uuid4()
    writing = 4

    async def write(gives_up: bool) -> None:
        nonlocal writing
        for _ in range(12):
            told = Told(provider)
            facts = told.facts(HISTORY)
            await attempt(context, facts[:1], gives_up=False)
            await attempt(context, [*facts[1:], told.restated([IN_GWENT, LEFT], 1)], gives_up=gives_up)
        writing -= 1

    async def read() -> list[tuple[str, str]]:
        answers = []
        while writing:
            for table in ("participation-by-lot", "outcomes-by-lot", "soft-outcomes", "characteristics"):
                answer = await outcomes.client.get(
                    f"/v1/aggregates/{table}",
                    params={"programme": "oows", "as-of": "2019-01-31"},
                    headers=bearer("lead", provider),
                )
                answers.append((table, answer.text))
        return answers

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(gives_up=number == 0) for number in range(4)))
    answers = await reading
    assert len({text for _, text in answers}) > 8
    for table, text in answers:
        _, _, rest = text.partition('"known_at":"')
        again = await outcomes.client.get(
            f"/v1/aggregates/{table}",
            params={"programme": "oows", "as-of": "2019-01-31", "known-at": rest.partition('"')[0]},
            headers=bearer("lead", provider),
        )
        assert again.text == text


class GivenUp(Exception):
    """Whoever was writing did not finish."""


async def attempt(context: Any, facts: Sequence[Fact], *, gives_up: bool) -> None:
    try:
        async with context.begin_as_worker() as work:
            await reactions.react(work, [(fact.type, fact.model_dump_json().encode()) for fact in facts])
            if gives_up:
                raise GivenUp
    except GivenUp:
        pass


async def test_nothing_is_settled_after_the_stamp_of_whoever_has_not_committed(outcomes: Running) -> None:
    context = outcomes.app.state.context
    async with context.begin_as_worker() as reading:
        reader = await reading.connection()
        async with context.begin_as_worker() as work:
            stamped = await settled_instant.stamp(await work.connection())
            assert await settled_instant.settled(reader) < stamped
        assert await settled_instant.settled(reader) >= stamped


async def test_an_instant_that_is_not_settled_is_refused(outcomes: Running, bearer: Tokens) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=60)).isoformat()
    for known_at, code in (
        (soon, "known-at-not-settled"),
        ("2199-01-01T00:00:00Z", "known-at-not-settled"),
        ("2019-01-31", "invalid"),
        ("2019-01-31T00:00:00", "invalid"),
    ):
        answer = await outcomes.client.get(
            "/v1/aggregates/participation-by-lot",
            params={"programme": "oows", "known-at": known_at},
            headers=bearer("wg"),
        )
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_csv_says_at_which_instant_it_was_known(tell: Tell, outcomes: Running, bearer: Tokens) -> None:
    told = Told()
    await tell(*told.facts(HISTORY))
    headers = {**bearer("lead", told.provider), "Accept": "text/csv"}
    path, asked = "/v1/aggregates/participation-by-lot", {"programme": "oows", "as-of": "2019-01-31"}
    answer = await outcomes.client.get(path, params=asked, headers=headers)
    known_at = answer.headers["dolen-known-at"]
    await tell(told.restated([IN_GWENT], 1))
    again = await outcomes.client.get(path, params={**asked, "known-at": known_at}, headers=headers)
    assert (again.text, again.headers["dolen-known-at"]) == (answer.text, known_at)
