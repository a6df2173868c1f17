"""Every table of the report follows from the events."""

from collections import Counter
from fractions import Fraction

import pytest

from deploy.demo.programme import Demonstration
from shared.contracts.vocabulary import Indicator
from tests.deploy.demo.recount import AS_OF, LOTS, Record, claims, percent, records, table


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def middle(days: list[int]) -> int:
    return half_up(Fraction(days[(len(days) - 1) // 2] + days[len(days) // 2], 2))


def test_participation_by_lot_is_table_4_1(people: list[Record]) -> None:
    found = Counter(person.lot for person in people)
    assert found == {
        row["lot"]: int(row["participation_to_date"]) for row in table("4.1-participation-by-lot")
    }


def test_participation_by_operation_is_table_4_2_but_for_dyfed(people: list[Record]) -> None:
    printed = {
        (row["esf_area"], row["strand"], row["lot"]): int(row["participation_to_date"])
        for row in table("4.2-participation-by-operation")
    }
    dyfed = ("West Wales and the Valleys", "25+", "Dyfed")
    assert printed[dyfed] == 565
    printed[dyfed] = 564  # 730 registered, 166 of them young (README of the tables)
    assert Counter((person.esf_area, person.strand, person.lot) for person in people) == printed


def test_fifteen_registered_after_the_period(programme: Demonstration, people: list[Record]) -> None:
    late = [person for person in records(programme) if person.registered_on > AS_OF]
    assert (len(people), len(late)) == (8391, 15)
    assert all(person.registered_on.isoformat() <= "2019-02-07" for person in late)


@pytest.mark.parametrize("lot", [*LOTS, "Total"])
def test_status_and_duration_are_table_4_3(people: list[Record], lot: str) -> None:
    row = next(row for row in table("4.3-status-and-duration") if row["lot"] == lot)
    own = [person for person in people if lot in (person.lot, "Total")]
    left = [person for person in own if person.left]
    planned = sum(person.kind == "planned" for person in left)
    stays = sorted(person.stay for person in left if person.stay is not None)
    found = {
        "lot": lot,
        "planned_exit_pct": percent(planned, len(own)),
        "early_exit_pct": percent(len(left) - planned, len(own)),
        "live_pct": percent(len(own) - len(left), len(own)),
        "total": len(own),
        "mean_days": half_up(Fraction(sum(stays), len(stays))),
        "median_days": middle(stays),
        "range_months_min": half_up(Fraction(stays[0], 30)),
        "range_months_max": half_up(Fraction(stays[-1], 30)),
    }
    assert {name: str(value) for name, value in found.items()} == row


def test_the_slips_in_the_dates_are_those_of_2019(people: list[Record]) -> None:
    left = [person for person in people if person.left]
    assert len(left) == 5712
    assert sum(person.left_on is None for person in left) == 9
    assert all(person.kind == "unplanned" for person in left if person.left_on is None)
    assert sum(person.left_on is not None and person.left_on < person.registered_on for person in left) == 22
    after = [person for person in people if person.has_left and not person.left]
    assert len(after) == 23
    assert sum(person.lot == "Cwm Taf" for person in after) == 1
    assert sum(bool(person.achieved and _claimable_later(person)) for person in after) == 4
    by_lot = Counter(person.lot for person in left)
    assert (by_lot["Gwent"], by_lot["Cwm Taf"], by_lot["Cardiff and Vale"]) == (710, 341, 312)


def _claimable_later(person: Record) -> bool:
    return any(kind in ("paid_work", "volunteering", "qualification") for kind, _, _ in person.achieved)


CATEGORIES = {
    "Job searching": "job-search",
    "Entered employment": "employment",
    "In employment": "employment-6m",
    "Qualification": "qualification",
    "Entering education": "education-training",
    "Completing": "placement",
}


def test_outcomes_by_lot_are_table_4_4(people: list[Record]) -> None:
    found = Counter((category, person.lot) for person in people for category in claims(person))
    for row in table("4.4-outcomes-by-lot"):
        category = next(code for start, code in CATEGORIES.items() if row["outcome"].startswith(start))
        assert {lot: found[category, lot] for lot in LOTS} == {lot: int(row[lot]) for lot in LOTS}, category


def test_all_in_work_left_as_planned(people: list[Record]) -> None:
    for category in ("employment", "employment-6m"):
        assert {person.kind for person in people if category in claims(person)} == {"planned"}


ANSWERS = {
    "Single adult household": "single_adult_household",
    "Jobless household": "jobless_household",
    "Homeless or affected by housing exclusion": "homeless",
    "Dependent children": "dependent_children",
    "Primary carer": "primary_carer",
    "Work-limiting health condition": "work_limiting_condition",
    "Disability": "disability",
}

VALUES = {
    "Substance misuse and mental health (dual)": ("condition", ["both"]),
    "Mental health only": ("condition", ["mental_health_only"]),
    "Substance misuse only": ("condition", ["substance_misuse_only"]),
    "Male": ("gender", ["male"]),
    "Female": ("gender", ["female"]),
    "Black or Minority Ethnic": ("ethnicity", ["black_or_minority_ethnic"]),
    "None": ("qualification", ["none"]),
    "Below CQFW level 1": ("qualification", ["below_cqfw_1"]),
    "CQFW levels 1-3": ("qualification", ["cqfw_1", "cqfw_2", "cqfw_3"]),
    "CQFW levels 5-7": ("qualification", ["cqfw_5", "cqfw_6", "cqfw_7"]),
}


@pytest.mark.parametrize("row", table("characteristics"), ids=lambda row: row["value"])
def test_characteristics_are_those_of_4_12_to_4_17(people: list[Record], row: dict[str, str]) -> None:
    value, printed = row["value"], int(row["participants"])
    if row["characteristic"] == "Strand":
        found = sum(person.strand == ("16-24" if value == "16-24" else "25+") for person in people)
    elif row["characteristic"] == "Exit":
        kind = "planned" if value == "Planned exit" else "unplanned"
        found = sum(person.left and person.kind == kind for person in people)
    elif value in ANSWERS:
        found = sum(person.traits[ANSWERS[value]] == "yes" for person in people)
    else:
        name, values = VALUES[value]
        found = sum(person.traits[name] in values for person in people)
    assert found == printed
    # "dual 3401" is printed as 40 per cent; 40.53 are 41.
    assert percent(found, 8391) == int(row["pct"]) + (printed == 3401)


@pytest.mark.parametrize(("indicator", "row"), list(zip(Indicator, table("4.6-soft-outcomes"), strict=True)))
def test_soft_outcomes_are_table_4_6(people: list[Record], indicator: Indicator, row: dict[str, str]) -> None:
    found = Counter(person.soft[indicator] for person in people if person.left and indicator in person.soft)
    total = found.total()
    assert total == int(row["total"])
    for change in ("much_better", "better", "no_change", "worse", "much_worse"):
        assert percent(found[change], total) == int(row[f"{change}_pct"]), change
    if indicator in (Indicator.MENTAL_WELLBEING, Indicator.MANAGING_CONDITION):
        expected = 200 if indicator is Indicator.MENTAL_WELLBEING else 194
        assert found["much_better"] + found["better"] == expected
    if indicator is Indicator.MAINTAINING_RECOVERY:
        assert found["worse"] == 4


def test_no_more_than_100_forms_come_from_a_platfform_lot(people: list[Record]) -> None:
    kept = Counter(person.lot for person in people if person.soft)
    assert max(kept["Cwm Taf"], kept["Cardiff and Vale"]) <= 100


def test_170_of_177_progressed_on_the_wheel(people: list[Record]) -> None:
    twice = [person.wheels for person in people if len(person.wheels) > 1]
    progressed = sum(any(wheels[-1][name] > wheels[0][name] for name in wheels[0]) for wheels in twice)
    assert (len(twice), progressed) == (177, 170)
