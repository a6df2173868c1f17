"""What a programme asks for, and by when."""

from datetime import date
from typing import Any

import pytest

from services.outcomes.domain.programme import PARTICIPATION, Cell
from services.outcomes.programmes import all_programmes
from tests.services.outcomes.domain.builders import OOWS, a_programme

Q10_ENDS = date(2019, 1, 31)
CELL = Cell("Convergence", "adult", "South")


@pytest.mark.parametrize(
    ("lot", "q10", "target"),
    [
        ("North Wales", 2994, 4318),
        ("Gwent", 992, 1583),
        ("Dyfed", 829, 1258),
        ("Western Bay", 1793, 2813),
        ("Cwm Taf", 796, 1526),
        ("Powys", 320, 480),
        ("Cardiff and Vale", 966, 2154),
    ],
)
def test_the_targets_of_operations_add_up_to_those_of_their_lot(lot: str, q10: int, target: int):
    """Table 4.2 against Table 4.1."""
    cells = frozenset(cell for cell in OOWS.cells if cell.lot == lot)
    assert OOWS.target(PARTICIPATION, Q10_ENDS, cells) == target
    assert OOWS.profiled(PARTICIPATION, Q10_ENDS, cells) == q10


def test_the_programme_asks_for_14132_people_and_2430_qualifications():
    assert OOWS.target(PARTICIPATION, Q10_ENDS) == 14_132
    assert OOWS.target("qualification", Q10_ENDS) == 2_430


def test_a_target_for_the_whole_programme_says_nothing_about_a_lot():
    assert OOWS.target("employment", Q10_ENDS, frozenset(OOWS.cells[:1])) is None


def test_the_tenth_quarter_ends_on_31_january_2019_and_its_profile_with_it():
    assert OOWS.quarter_at(Q10_ENDS).code == "Q10"
    assert OOWS.quarter_at(date(2018, 11, 30)).code == "Q9"
    assert OOWS.quarter_at(date(2025, 1, 1)).code == "Q10"
    assert OOWS.profiled(PARTICIPATION, Q10_ENDS) is not None
    assert OOWS.profiled(PARTICIPATION, date(2019, 2, 1)) is None


def test_a_quarter_without_a_profile_has_no_target_to_measure_against():
    assert OOWS.profiled(PARTICIPATION, date(2017, 1, 1)) is None


def test_revised_targets_stand_from_their_date_on_for_the_programme_and_for_an_operation():
    pmw = all_programmes()["pmw"]
    convergence = frozenset(cell for cell in pmw.cells if cell.esf_area == "Convergence")
    assert pmw.target(PARTICIPATION, date(2010, 12, 31)) == 13_400
    assert pmw.target(PARTICIPATION, date(2011, 1, 1)) == 9_550
    assert pmw.target("other-positive", date(2011, 1, 1), convergence) == 4_900
    assert pmw.target("other-positive", date(2011, 1, 1), frozenset(list(convergence)[:1])) is None


def reprofiled() -> list[dict[str, Any]]:
    def at(quarter: str, number: int) -> dict[str, Any]:
        return {"quarter": quarter, "measure": "employment", "number": number}

    return [
        {"applies_from": date(2009, 10, 1), "at": [at("Q1", 10), at("Q2", 20)]},
        {"applies_from": date(2010, 2, 1), "at": [at("Q1", 10), at("Q2", 15)]},
    ]


def test_a_new_profile_applies_from_its_date_on_and_the_old_one_is_kept():
    programme = a_programme(profiles=reprofiled())
    assert programme.profiled("employment", date(2010, 1, 31)) == 20
    assert programme.profiled("employment", date(2010, 2, 1)) == 15


def test_before_the_first_profile_applies_there_is_none():
    assert a_programme(profiles=reprofiled()).profiled("employment", date(2009, 9, 30)) is None


def test_targets_can_be_set_for_each_category_in_each_operation_and_lot():
    asked = {
        "measure": "employment",
        "esf_area": "Convergence",
        "strand": "adult",
        "lots": {"South": 12},
    }
    assert a_programme(targets=[asked]).target("employment", Q10_ENDS, frozenset({CELL})) == 12
