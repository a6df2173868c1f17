"""The published tables' rows and columns."""

from datetime import date

from services.outcomes.domain import published
from services.outcomes.domain.programme import Cell
from services.outcomes.domain.published import Stay
from tests.services.outcomes.domain.builders import OOWS

Q10_ENDS = date(2019, 1, 31)


def test_participation_by_lot_is_measured_against_profile_and_programme_target():
    cell = Cell("East Wales", "25+", "Powys")
    rows = published.participation_by_lot(OOWS, Q10_ENDS, {cell: 300})
    assert [row["lot"] for row in rows][-2:] == ["Powys", "Cardiff and Vale"]
    assert rows[5] == {
        "lot": "Powys",
        "participation_to_date": 300,
        "q10_target": 320,
        "pct_of_q10_target": 94,
        "programme_target": 480,
        "pct_of_programme_target": 63,
    }


def test_participation_by_operation_has_a_row_for_each_lot_of_each_operation():
    cell = Cell("West Wales and the Valleys", "25+", "Dyfed")
    rows = published.participation_by_operation(OOWS, Q10_ENDS, {cell: 564})
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


def test_columns_are_named_after_the_quarter_and_empty_where_it_has_no_profile():
    row = published.participation_by_lot(OOWS, date(2017, 5, 31), {})[0]
    assert (row["q3_target"], row["pct_of_q3_target"]) == (None, None)


def test_a_characteristic_counts_every_value_in_its_band():
    counts = {"qualification": {"cqfw_1": 1, "cqfw_3": 2, "cqfw_4": 9}, "homeless": {"yes": 4, "no": 6}}
    rows = {row["value"]: row for row in published.characteristics(OOWS, counts, 10)}
    assert rows["CQFW levels 1-3"]["participants"] == 3
    assert rows["Homeless or affected by housing exclusion"]["pct"] == 40


def test_status_and_duration_ends_with_all_lots_together():
    stays = {
        "Dyfed": Stay(planned=1, early=1, live=2, days={10: 1, 100: 1}),
        "Powys": Stay(early=1, live=2, left_without_kind=1, days={300: 1}),
    }
    rows = published.status_and_duration(OOWS, stays)
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


def test_a_lot_nobody_has_left_has_no_durations():
    row = published.status_and_duration(OOWS, {"Dyfed": Stay(live=3)})[2]
    assert (row["live_pct"], row["mean_days"], row["range_months_max"]) == (100, None, None)


def test_outcomes_by_lot_ends_with_a_column_for_all_lots():
    row = published.outcomes_by_lot(OOWS, {"job-search": {"Dyfed": 25, "Powys": 40}})[0]
    assert list(row) == ["outcome", *(lot for lot, _ in OOWS.lots), "Total"]
    assert (row["Dyfed"], row["Gwent"], row["Total"]) == (25, 0, 65)


def test_progress_is_measured_against_programme_target_and_profile():
    rows = published.progress_against_targets(OOWS, Q10_ENDS, {"qualification": 1096})
    assert rows[3] == {
        "outcome": "Qualification or work relevant certification gained upon leaving",
        "recorded": 1096,
        "programme_target": 2430,
        "pct_of_programme_target": 45,
        "q10_target": 972,
        "pct_of_q10_target": 113,
    }


def test_soft_outcomes_are_shares_of_those_who_answered():
    answers = {"much_better": 1, "better": 1, "no_change": 6}
    row = published.soft_outcomes(OOWS, {"own_confidence": answers})[0]
    assert row == {
        "indicator": "Their own confidence",
        "much_better_pct": 13,
        "better_pct": 13,
        "no_change_pct": 75,
        "worse_pct": 0,
        "much_worse_pct": 0,
        "total": 8,
    }
