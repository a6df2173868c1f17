"""The published tables' rows and columns, from counts worked out by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.outcomes.domain.soft_outcomes import CHANGES, INDICATORS
from services.outcomes.figures import (
    characteristics,
    outcomes_by_lot,
    participation_by_lot,
    participation_by_operation,
    progress_against_targets,
    soft_outcomes,
    status_and_duration,
)
from services.outcomes.figures.published_table import LeftOut, Row
from tests.services.outcomes.domain.builders import OOWS

Q10_ENDS = date(2019, 1, 31)
NOBODY = [{"registered_later": 0, "left_later": 0, "left": 0}]


def in_a_cell(number: int, later: int = 0) -> Mapping[str, Any]:
    cell = {"esf_area": "East Wales", "strand": "25+", "lot": "Powys"}
    return {**cell, "registered": number, "registered_later": later}


def a_stay(lot: str, kind: str | None, days: int | None, **counts: int) -> Mapping[str, Any]:
    left = {"lot": lot, "exit_kind": kind, "days_stayed": days}
    return {**left, "registered": 1, "registered_later": 0, "left": 1, "left_later": 0, **counts}


def shaped(table: Any, *answers: Any, as_of: date = Q10_ENDS) -> tuple[list[Row], LeftOut]:
    result: tuple[list[Row], LeftOut] = table.TABLE.shape(OOWS, as_of, answers)
    return result


def test_participation_by_lot_is_measured_against_profile_and_programme_target() -> None:
    rows, left_out = shaped(participation_by_lot, [in_a_cell(300, later=4)])
    assert [row["lot"] for row in rows][-2:] == ["Powys", "Cardiff and Vale"]
    assert rows[5] == {
        "lot": "Powys",
        "participation_to_date": 300,
        "q10_target": 320,
        "pct_of_q10_target": 94,
        "programme_target": 480,
        "pct_of_programme_target": 63,
    }
    assert left_out == {"registered-after-period": 4}


def test_participation_by_operation_has_a_row_for_each_lot_of_each_operation() -> None:
    dyfed = {**in_a_cell(564), "esf_area": "West Wales and the Valleys", "lot": "Dyfed"}
    rows, _ = shaped(participation_by_operation, [dyfed])
    assert len(rows) == 18
    assert rows[15] == {
        "esf_area": "West Wales and the Valleys",
        "strand": "25+",
        "lot": "Dyfed",
        "participation_to_date": 564,
        "q10_target": 647,
        "pct_of_q10_target": 87,
        "programme_target": 968,
        "pct_of_programme_target": 58,
    }


def test_columns_are_named_after_the_quarter_and_empty_where_it_has_no_profile() -> None:
    rows, _ = shaped(participation_by_lot, [], as_of=date(2017, 5, 31))
    assert (rows[0]["q3_target"], rows[0]["pct_of_q3_target"]) == (None, None)


def test_a_characteristic_counts_every_value_in_its_band() -> None:
    profile = dict.fromkeys(characteristics.PROFILES.by, "not_known")
    situation = dict.fromkeys(characteristics.SITUATIONS.by, "not_known")
    rows, left_out = shaped(
        characteristics,
        [
            {**profile, "qualification": level, "registered": number, "registered_later": 1}
            for level, number in (("cqfw_1", 1), ("cqfw_3", 2), ("cqfw_4", 7))
        ],
        [{**situation, "homeless": "yes", "registered": 4, "left_planned": 3, "left_unplanned": 1}],
    )
    by_value = {row["value"]: row for row in rows}
    assert by_value["CQFW levels 1-3"]["participants"] == 3
    assert by_value["Homeless or affected by housing exclusion"]["pct"] == 40
    assert (by_value["Planned exit"]["participants"], by_value["Early leaver"]["pct"]) == (3, 10)
    assert left_out == {"registered-after-period": 3}


def test_status_and_duration_ends_with_all_lots_together() -> None:
    rows, _ = shaped(
        status_and_duration,
        [
            a_stay("Dyfed", "planned", 10),
            a_stay("Dyfed", "unplanned", 100),
            a_stay("Dyfed", None, None, registered=2, left=0),
            a_stay("Powys", "unplanned", 300),
            a_stay("Powys", None, 20, left=0),
            a_stay("Powys", None, -3),
            a_stay("Powys", None, None, left=0),
        ],
    )
    assert rows[2] == {
        "lot": "Dyfed",
        "planned_exit_pct": 25,
        "early_exit_pct": 25,
        "live_pct": 50,
        "total": 4,
        "mean_days": 55,
        "median_days": 55,
        "range_months_min": 0,
        "range_months_max": 3,
    }
    assert rows[-1]["lot"] == "Total"
    assert (rows[-1]["total"], rows[-1]["median_days"], rows[-1]["planned_exit_pct"]) == (8, 100, 13)


def test_stays_whose_dates_cannot_be_trusted_are_left_out_and_counted_by_rule() -> None:
    _, left_out = shaped(
        status_and_duration,
        [
            a_stay("Dyfed", "planned", -1),
            a_stay("Dyfed", "planned", None),
            a_stay("Dyfed", "planned", 5, left=0, left_later=1),
            a_stay("Dyfed", "planned", 5, registered=0, left=0, registered_later=1),
        ],
    )
    assert left_out == {
        "registered-after-period": 1,
        "exit-after-period": 1,
        "leaver-without-exit-date": 1,
        "exit-before-start": 1,
    }


def test_a_lot_nobody_has_left_has_no_durations() -> None:
    rows, _ = shaped(status_and_duration, [a_stay("Dyfed", None, None, registered=3, left=0)])
    row = rows[2]
    assert (row["live_pct"], row["mean_days"], row["range_months_max"]) == (100, None, None)


def test_outcomes_by_lot_ends_with_a_column_for_all_lots() -> None:
    claims = [
        {"category": "job-search", "lot": lot, "claimed": number}
        for lot, number in (("Dyfed", 25), ("Powys", 40))
    ]
    rows, _ = shaped(outcomes_by_lot, claims, NOBODY, [])
    assert list(rows[0]) == ["outcome", *(lot for lot, _ in OOWS.lots), "Total"]
    assert (rows[0]["Dyfed"], rows[0]["Gwent"], rows[0]["Total"]) == (25, 0, 65)


def test_progress_is_measured_against_programme_target_and_profile() -> None:
    rows, _ = shaped(progress_against_targets, [{"category": "qualification", "claimed": 1096}], NOBODY, [])
    assert list(rows[3].items()) == [
        ("outcome", "Qualification or work relevant certification gained upon leaving"),
        ("recorded", 1096),
        ("programme_target", 2430),
        ("pct_of_programme_target", 45),
        ("q10_target", 972),
        ("pct_of_q10_target", 113),
    ]


def test_soft_outcomes_are_shares_of_those_who_answered() -> None:
    answers: dict[str | None, int] = {"much_better": 1, "better": 1, "no_change": 6, None: 2}
    outside = [{"registered_later": 0, "left_later": 3, "left": 15}]
    rows, left_out = shaped(
        soft_outcomes,
        [
            {"indicator": INDICATORS[0], "answer": answer, "answered": number}
            for answer, number in answers.items()
        ],
        outside,
    )
    assert rows[0] == {
        "indicator": "Their own confidence",
        "much_better_pct": 13,
        "better_pct": 13,
        "no_change_pct": 75,
        "worse_pct": 0,
        "much_worse_pct": 0,
        "total": 8,
    }
    assert set(CHANGES) >= {each for each in answers if each}
    assert left_out == {
        "registered-after-period": 0,
        "exit-after-period": 3,
        "soft-outcomes-missing": 5,
    }
