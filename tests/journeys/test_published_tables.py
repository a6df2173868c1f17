"""Every cell of the tables Welsh Government printed in 2019, computed from events alone, whatever carried the
facts."""

import csv
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.eventually import eventually
from tests.patience import patient
from tests.platform import Platform

PUBLISHED = Path(__file__).parents[2] / "deploy" / "demo" / "data"

TABLES = {
    "participation-by-lot": "oows-4.1-participation-by-lot.csv",
    "participation-by-operation": "oows-4.2-participation-by-operation.csv",
    "status-and-duration": "oows-4.3-status-and-duration.csv",
    "outcomes-by-lot": "oows-4.4-outcomes-by-lot.csv",
    "progress-against-targets": "oows-4.5-progress-against-esf-outcomes.csv",
    "soft-outcomes": "oows-4.6-soft-outcomes.csv",
    "characteristics": "oows-characteristics.csv",
}

MISPRINTS = {
    # (table, row, column): (printed, what the records say); docs/figures.md gives the reason for each
    ("participation-by-operation", "East Wales 16-24 Gwent", "pct_of_programme_target"): ("43", "42"),
    ("participation-by-operation", "East Wales 16-24 Powys", "pct_of_programme_target"): ("58", "56"),
    ("participation-by-operation", "East Wales 25+ Powys", "pct_of_programme_target"): ("65", "64"),
    ("participation-by-operation", "West Wales and the Valleys 25+ Dyfed", "participation_to_date"): (
        "565",
        "564",
    ),
    ("participation-by-operation", "West Wales and the Valleys 25+ Western Bay", "pct_of_q10_target"): (
        "103",
        "102",
    ),
    (
        "participation-by-operation",
        "West Wales and the Valleys 25+ Western Bay",
        "pct_of_programme_target",
    ): ("68", "67"),
    ("characteristics", "Condition Substance misuse and mental health (dual)", "pct"): ("40", "41"),
}

NAMES = {"participation-by-operation": 3, "characteristics": 2}
"""How many columns name a row, where it is more than one."""

LEFT_OUT = {
    "registered-after-period": 15,
    "exit-before-start": 22,
    "leaver-without-exit-date": 9,
    "exit-after-period": 23,
}


async def ask(
    platform: Platform,
    table: str,
    accept: str = "application/json",
    *,
    programme: str = "oows",
    as_of: str = "2019-01-31",
) -> httpx.Response:
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as client:
        return await client.get(
            f"/v1/aggregates/{table}",
            params={"programme": programme, "as-of": as_of},
            headers={**platform.token("wg", uuid4()), "Accept": accept},
        )


def printed(table: str) -> list[dict[str, str]]:
    with (PUBLISHED / TABLES[table]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(table: str, rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], str]:
    width = NAMES.get(table, 1)
    return {
        (table, " ".join(str(value) for value in list(row.values())[:width]), column): str(value)
        for row in rows
        for column, value in list(row.items())[width:]
    }


@pytest.mark.parametrize("table", TABLES)
async def test_every_cell_is_what_the_report_printed_or_what_its_parts_say(
    demonstrated: Platform, table: str
) -> None:
    answer = (await ask(demonstrated, table)).json()
    assert (answer["table"], answer["programme"], answer["as_of"]) == (table, "oows", "2019-01-31")
    expected = cells(table, printed(table))
    for place, (report, records) in MISPRINTS.items():
        if place[0] == table:
            assert expected[place] == report
            expected[place] = records
    assert cells(table, answer["rows"]) == expected
    assert [list(row) for row in answer["rows"]] == [list(row) for row in printed(table)]


@pytest.mark.parametrize("table", TABLES)
async def test_the_same_table_as_csv(demonstrated: Platform, table: str) -> None:
    rows = (await ask(demonstrated, table)).json()["rows"]
    answer = await ask(demonstrated, table, "text/csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.DictReader(io.StringIO(answer.text))) == [
        {name: str(value) for name, value in row.items()} for row in rows
    ]


async def test_what_is_left_out_is_told_by_rule(demonstrated: Platform) -> None:
    answer = (await ask(demonstrated, "status-and-duration")).json()
    assert {each["rule"]: each["records"] for each in answer["left_out"]} == LEFT_OUT


async def test_of_those_with_a_later_wheel_nearly_all_progressed(demonstrated: Platform) -> None:
    """[4.39]: 170 of 177, 96%."""

    async def shown() -> tuple[int, int, int]:
        rows = {row["category"]: row for row in (await ask(demonstrated, "employment-wheel")).json()["rows"]}
        people = rows["at_least_one"]
        return people["later"], people["progressed"], people["progressed_pct"]

    # the figures that tell when all is counted are those of 2019, and the wheel is not among them
    await eventually(shown, until=(177, 170, 96).__eq__, within=60)
