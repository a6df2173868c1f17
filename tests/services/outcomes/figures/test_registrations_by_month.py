"""Registrations by month and lot (Figure 4.1)."""

from datetime import date
from uuid import uuid4

from services.outcomes.figures.registrations_by_month import TABLE
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.domain.builders import OOWS
from tests.services.outcomes.facts import Person


def test_every_month_has_a_row_from_the_programmes_start_to_the_date() -> None:
    autumn = {"month_registered": date(2016, 11, 1), "registered_later": 0}
    counted = [{**autumn, "lot": "Dyfed", "registered": 3}, {**autumn, "lot": "Powys", "registered": 2}]
    rows, left_out = TABLE.shape(OOWS, date(2016, 12, 1), [counted])
    assert [(row["month"], row["Dyfed"], row["Total"]) for row in rows] == [
        ("2016-09", 0, 0),
        ("2016-10", 0, 0),
        ("2016-11", 3, 5),
        ("2016-12", 0, 0),
    ]
    assert list(rows[0]) == ["month", *(lot for lot, _ in OOWS.lots), "Total"]
    assert left_out == {"registered-after-period": 0}


def test_registrations_before_the_programmes_start_are_counted_too() -> None:
    early = {"month_registered": date(2016, 7, 1), "lot": "Dyfed", "registered": 1, "registered_later": 0}
    rows, _ = TABLE.shape(OOWS, date(2016, 9, 30), [[early]])
    assert [(row["month"], row["Total"]) for row in rows] == [("2016-07", 1), ("2016-09", 0)]


async def test_people_are_counted_in_the_month_of_their_registration(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    days = (date(2017, 2, 28), date(2017, 3, 1), date(2017, 3, 31), date(2017, 4, 2))
    await tell(*(Person(provider).registered(day) for day in days))
    table = await ask(
        provider, "aggregates/registrations-by-month", programme="oows", **{"as-of": "2017-03-31"}
    )
    registered = {row["month"]: row["Powys"] for row in table["rows"] if row["Total"]}
    assert registered == {"2017-02": 1, "2017-03": 2}
    assert table["left_out"] == [{"rule": "registered-after-period", "records": 1}]
    total = await ask(
        provider, "aggregates/participation-by-lot", programme="oows", **{"as-of": "2017-03-31"}
    )
    assert sum(row["Total"] for row in table["rows"]) == sum(
        row["participation_to_date"] for row in total["rows"]
    )
