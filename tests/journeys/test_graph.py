"""The example questions of `docs/graph/`, asked at the gateway on the demonstration as they stand."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from shared.statistics import suppress_and_round as protected_count
from tests.journeys.test_published_tables import ask as ask_table
from tests.patience import patient
from tests.platform import Platform

ROOT = Path(__file__).parents[2]
EXAMPLES = {file.stem: file.read_text() for file in sorted((ROOT / "docs" / "graph").glob("*.graphql"))}
LOT = "Cardiff and Vale"


def as_named(platform: Platform, query: str) -> dict[str, str]:
    """A token for the role that an example's first line names: of the lot's board, its provider, or the
    first referrer."""
    role = query.splitlines()[0].removeprefix("# Role: ").split(",")[0].rstrip(".")
    partners = orjson.loads(platform.run_config.partners.read_bytes())
    kind = "referrer" if role == "referrer" else "provider"
    partner = next(
        each for each in partners if each["kind"] == kind and (kind == "referrer" or LOT in each["lots"])
    )
    return platform.token(role, UUID(str(partner["id"])), lots=[LOT])


async def ask(platform: Platform, query: str, headers: dict[str, str], **variables: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as client:
        answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


@pytest.mark.parametrize("example", EXAMPLES)
async def test_an_example_is_answered_without_an_error(demonstration: Platform, example: str) -> None:
    query = EXAMPLES[example]
    said = await ask(demonstration, query, as_named(demonstration, query))
    assert "errors" not in said, said["errors"][:3]
    assert all(value for value in said["data"].values())


async def rows(platform: Platform, table: str, as_of: str) -> list[dict[str, Any]]:
    """What `/v1/aggregates` says to Welsh Government."""
    answer = await ask_table(platform, table, as_of=as_of)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["rows"]
    return told


def against(row: dict[str, Any], quarter: str) -> dict[str, Any]:
    """People in a row of a table, as the graph tells of them."""
    return {
        "number": row["participation_to_date"],
        "profile": row[f"{quarter}_target"],
        "percentOfProfile": row[f"pct_of_{quarter}_target"],
        "target": row["programme_target"],
        "percentOfTarget": row["pct_of_programme_target"],
    }


@pytest.mark.parametrize("as_of", ["2019-01-31", "2018-09-30"])
async def test_every_number_of_the_boards_question_is_that_of_the_tables(
    demonstration: Platform, as_of: str
) -> None:
    headers = demonstration.token("wg", UUID(int=7))
    said = await ask(demonstration, EXAMPLES["board-one-lot"], headers, lot=LOT, asOf=as_of)
    assert "errors" not in said
    participation, outcomes = (said["data"]["lot"][name] for name in ("participation", "outcomes"))

    quarter = participation["quarter"].lower()

    by_lot = await rows(demonstration, "participation-by-lot", as_of)
    [row] = [each for each in by_lot if each["lot"] == LOT]
    assert participation["total"] == against(row, quarter)

    by_operation = await rows(demonstration, "participation-by-operation", as_of)
    here = [each for each in by_operation if each["lot"] == LOT]
    assert here
    assert participation["byOperation"] == [
        {
            "operation": {"esfArea": each["esf_area"], "strand": each["strand"]},
            **against(each, quarter),
        }
        for each in here
    ]
    for strand in participation["byStrand"]:
        parts = [each for each in here if each["strand"] == strand["strand"]]
        assert strand["number"] == sum(each["participation_to_date"] for each in parts)
        assert strand["target"] == sum(each["programme_target"] for each in parts)

    claimed = await rows(demonstration, "outcomes-by-lot", as_of)
    progress = await rows(demonstration, "progress-against-targets", as_of)
    assert [
        (each["number"], each["programmeProfile"], each["programmeTarget"]) for each in outcomes["byCategory"]
    ] == [
        (mine[LOT], all_lots[f"{quarter}_target"], all_lots["programme_target"])
        for mine, all_lots in zip(claimed, progress, strict=True)
    ]


async def test_a_board_is_told_the_same_numbers_protected(demonstration: Platform) -> None:
    query = EXAMPLES["board-one-lot"]
    exact, protected = [
        (await ask(demonstration, query, demonstration.token(role, UUID(int=8), lots=[LOT])))["data"]["lot"]
        for role in ("wg", "apb")
    ]
    for table, parts in (("participation", ("byStrand", "byOperation")), ("outcomes", ("byCategory",))):
        for part in parts:
            assert [each["number"] for each in protected[table][part]] == [
                protected_count(each["number"]) for each in exact[table][part]
            ]
    for each, shown in zip(exact["referrals"]["bySource"], protected["referrals"]["bySource"], strict=True):
        assert shown["received"] == protected_count(each["received"])
    assert protected["opportunities"] == exact["opportunities"], "what is on offer is no count of people"


async def test_a_board_sees_no_small_or_exact_count_of_people(demonstration: Platform) -> None:
    query = EXAMPLES["board-one-lot"]
    headers = demonstration.token("apb", UUID(int=8), lots=[LOT])
    participation = (await ask(demonstration, query, headers))["data"]["lot"]["participation"]
    numbers = [participation["total"]["number"], *(each["number"] for each in participation["byStrand"])]
    assert all(number is None or (number >= 10 and number % 5 == 0) for number in numbers)
    other = query.replace(LOT, "Powys")
    assert (await ask(demonstration, other, headers))["data"]["lot"] is None, "another board's is not found"
