"""Figures that the report of 2019 tells in its text, out of the product's own tables (handbook 3)."""

from typing import Any, Final

import pytest

from tests.journeys.test_published_tables import ask
from tests.platform import Platform

IN_WORK: Final = "Entered employment, including self-employment, upon leaving"
SIX_MONTHS_ON: Final = "In employment, including self-employment, six months after leaving"


async def rows(platform: Platform, table: str, programme: str = "oows", **which: str) -> list[dict[str, Any]]:
    as_of = "2019-01-31" if programme == "oows" else "2013-09-30"
    answer = (await ask(platform, table, programme=programme, as_of=as_of)).json()
    return [row for row in answer["rows"] if all(row[name] == value for name, value in which.items())]


async def number(platform: Platform, table: str, figure: str, **which: str) -> Any:
    [row] = await rows(platform, table, **which)
    return row[figure]


@pytest.mark.parametrize(
    ("part", "level", "recorded"),
    [
        ("qualification", "Total", 708),
        ("certificate", "Total", 388),
        ("qualification", "cqfw_3", 25),
        ("work_experience", "Total", 30),
        ("volunteering", "Total", 288),
    ],
)
async def test_parts_and_levels(demonstrated: Platform, part: str, level: str, recorded: int) -> None:
    """[4.41, 4.43, 4.47, 4.49, 4.50]."""
    assert await number(demonstrated, "outcomes-by-part", "recorded", part=part, level=level) == recorded


@pytest.mark.parametrize(
    ("lot", "leavers", "pct"), [("Cwm Taf", 341, 21), ("Cardiff and Vale", 312, 19), ("Gwent", 710, 16)]
)
async def test_employment_of_a_lots_leavers(demonstrated: Platform, lot: str, leavers: int, pct: int) -> None:
    """[4.27]. Of Cwm Taf's 342 leavers one left after the period."""
    [row] = await rows(demonstrated, "outcome-rates", lot=lot, esf_area="Total", outcome=IN_WORK)
    assert (row["leavers"], row["pct_of_leavers"]) == (leavers, pct)


@pytest.mark.parametrize(
    ("area", "employed", "people"), [("East Wales", 80, 546), ("West Wales and the Valleys", 33, 433)]
)
async def test_employment_in_both_parts_of_gwent(
    demonstrated: Platform, area: str, employed: int, people: int
) -> None:
    """[4.28]."""
    [row] = await rows(demonstrated, "outcome-rates", lot="Gwent", esf_area=area, outcome=IN_WORK)
    assert (row["recorded"], row["registered"]) == (employed, people)


@pytest.mark.parametrize(("outcome", "pct"), [(IN_WORK, 22), (SIX_MONTHS_ON, 6)])
async def test_employment_of_planned_leavers(demonstrated: Platform, outcome: str, pct: int) -> None:
    """[4.26], note 12."""
    shown = await number(
        demonstrated, "outcome-rates", "pct_of_planned_leavers", lot="Total", outcome=outcome
    )
    assert shown == pct


@pytest.mark.parametrize(
    ("value", "lot", "pct"),
    [
        ("Substance misuse only", "Dyfed", 21),
        ("Substance misuse only", "Cardiff and Vale", 21),
        ("Substance misuse and mental health (dual)", "Cardiff and Vale", 26),
    ],
)
async def test_conditions_differ_between_lots(demonstrated: Platform, value: str, lot: str, pct: int) -> None:
    """[4.13]."""
    assert await number(demonstrated, "characteristics-by-lot", "pct_of_lot", value=value, lot=lot) == pct


@pytest.mark.parametrize(("lot", "people"), [("Cardiff and Vale", 117), ("Total", 247)])
async def test_people_of_minority_ethnic_background(demonstrated: Platform, lot: str, people: int) -> None:
    """[4.16]."""
    value = "Black or Minority Ethnic"
    assert (
        await number(demonstrated, "characteristics-by-lot", "participants", value=value, lot=lot) == people
    )


async def test_distance_to_profile_and_target(demonstrated: Platform) -> None:
    """[4.8, 5.23]."""
    distances = {row["lot"]: row for row in await rows(demonstrated, "distance-to-target")}
    ahead = {lot: row["ahead_of_profile"] for lot, row in distances.items()}
    assert (ahead["North Wales"], ahead["Dyfed"], ahead["Cardiff and Vale"]) == (44, -99, -115)
    behind = {
        lot: row["pct_of_programme_target"]
        for lot, row in distances.items()
        if row["pct_of_programme_target"] <= 60 and lot != "Total"
    }
    assert behind == {"Dyfed": 58, "Cwm Taf": 51, "Cardiff and Vale": 40}


async def test_tables_agree_with_each_other(demonstrated: Platform) -> None:
    registered = await rows(demonstrated, "participation-by-lot")
    people = sum(row["participation_to_date"] for row in registered)
    by_condition = await rows(demonstrated, "registrations-by-condition")
    assert sum(row["registrations"] for row in by_condition) == people == 8391
    assert await number(demonstrated, "distance-to-target", "participation_to_date", lot="Total") == people
    [rate] = await rows(demonstrated, "outcome-rates", lot="Total", outcome=IN_WORK)
    assert rate["registered"] == people


async def test_the_programme_before_has_its_own_figures(demonstrated: Platform) -> None:
    """Handbook 5: targets by kind of area, and an exit outcome of two is claimed once chosen."""
    places = await rows(demonstrated, "participation-by-operation", "pmw")
    assert len(places) == 9
    assert sum(row["participation_to_date"] for row in places) == 700
    progress = {row["outcome"]: row for row in await rows(demonstrated, "progress-against-targets", "pmw")}
    assert progress["Entered employment"]["programme_target"] == 764
    assert all(row["recorded"] > 0 for row in progress.values())
