"""The example questions of `docs/graph/`, asked at the gateway on the demonstration as they stand."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from tests.journeys.test_published_tables import ask as ask_table
from tests.platform import Platform

ROOT = Path(__file__).parents[2]
EXAMPLES = {file.stem: file.read_text() for file in sorted((ROOT / "docs" / "graph").glob("*.graphql"))}
LOT = "Cardiff and Vale"


def as_named(platform: Platform, query: str) -> dict[str, str]:
    """A token for the role that an example's first line names: of the lot's board, its provider, or the
    first referrer."""
    role = query.splitlines()[0].removeprefix("# Role: ").split(",")[0].rstrip(".")
    partners = orjson.loads(platform.place.partners.read_bytes())
    kind = "referrer" if role == "referrer" else "provider"
    partner = next(
        each for each in partners if each["kind"] == kind and (kind == "referrer" or LOT in each["lots"])
    )
    return platform.token(role, UUID(str(partner["id"])), lots=[LOT])


async def ask(platform: Platform, query: str, headers: dict[str, str], **variables: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=platform.url, timeout=15) as client:
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


async def test_the_graph_and_the_tables_tell_the_same_participation(demonstration: Platform) -> None:
    query = """query ($lot: ID!) { lot(code: $lot) { participation(asOf: "2019-01-31") {
        total { number profile target } byStrand { strand number } } } }"""
    headers = demonstration.token("wg", UUID(int=7))
    told = (await ask(demonstration, query, headers, lot=LOT))["data"]["lot"]["participation"]
    rows = (await ask_table(demonstration, "participation-by-lot")).json()["rows"]
    (row,) = [each for each in rows if each["lot"] == LOT]
    assert told["total"] == {
        "number": row["participation_to_date"],
        "profile": row["q10_target"],
        "target": row["programme_target"],
    }
    assert sum(each["number"] for each in told["byStrand"]) == row["participation_to_date"]


async def test_a_board_sees_no_small_or_exact_count_of_people(demonstration: Platform) -> None:
    query = EXAMPLES["board-one-lot"]
    headers = demonstration.token("apb", UUID(int=8), lots=[LOT])
    participation = (await ask(demonstration, query, headers))["data"]["lot"]["participation"]
    numbers = [participation["total"]["number"], *(each["number"] for each in participation["byStrand"])]
    assert all(number is None or (number >= 10 and number % 5 == 0) for number in numbers)
    other = query.replace(LOT, "Powys")
    figures = (await ask(demonstration, other, headers))["data"]["lot"]
    assert [figures[name] for name in ("participation", "outcomes")] == [None, None]
