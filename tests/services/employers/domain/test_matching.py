"""Who matches an opportunity, in which order and why (handbook 4, "Matching")."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.employers.domain.match_reasons import NOT_MATCHED, WORDS, reasons
from services.employers.domain.matching import Candidate, Lack, Nearness, choose, lacks, match, rank
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.readiness import Certificate
from shared.contracts import vocabulary
from tests.services.employers.domain.builders import MONDAY, TUESDAY, a_candidate, an_opportunity

NEXT = frozenset({"Powys"})


def lacking(opportunity: Opportunity, candidate: Candidate, on: date = MONDAY) -> list[Lack]:
    return lacks(opportunity, candidate, on, NEXT)


def test_somebody_who_meets_every_requirement_lacks_nothing() -> None:
    asks = an_opportunity(
        hours_per_week=20,
        hours_patterns=("days", "weekends"),
        certificates=("food_hygiene",),
        legal_requirements=("aged_18_or_over",),
        needs_driver=True,
        starts_on=TUESDAY,
    )
    brings = a_candidate(
        soc_groups=(7, 9),
        hours_patterns=("days", "weekends", "nights"),
        max_hours_per_week=20,
        certificates=(Certificate("food_hygiene", TUESDAY),),
        legal_requirements_met=("aged_18_or_over",),
        drives=True,
        available_from=TUESDAY,
    )
    assert lacking(asks, brings) == []


HERE = an_opportunity().id
ELSEWHERE = UUID(int=31)
CASES: list[tuple[dict[str, Any], dict[str, Any], Lack]] = [
    ({"kind": "paid_job"}, {}, Lack.OTHER_KIND),
    ({"soc_group": 7}, {"soc_groups": (9,)}, Lack.OTHER_SOC_GROUP),
    ({"hours_patterns": ("days", "nights")}, {"hours_patterns": ("days",)}, Lack.OTHER_HOURS),
    ({"hours_per_week": 16.5}, {"max_hours_per_week": 16}, Lack.TOO_MANY_HOURS),
    ({}, {"lot": "Powys"}, Lack.TOO_FAR),
    ({}, {"lot": "Gwent", "travel": "adjoining_lots"}, Lack.TOO_FAR),
    ({"starts_on": TUESDAY}, {"available_from": TUESDAY + timedelta(days=1)}, Lack.NOT_YET_AVAILABLE),
    ({"certificates": ("cscs",)}, {}, Lack.CERTIFICATE_LACKING),
    (
        {"certificates": ("cscs",), "starts_on": TUESDAY},
        {"certificates": (Certificate("cscs", MONDAY),)},
        Lack.CERTIFICATE_EXPIRED,
    ),
    ({"needs_driver": True}, {}, Lack.NO_DRIVER),
    ({"legal_requirements": ("security_work",)}, {}, Lack.LAW),
    ({}, {"takes_part": False}, Lack.NOT_TAKING_PART),
    ({}, {"may_be_matched": False}, Lack.NOT_AGREED_TO_MATCHING),
    ({}, {"in_full_time_placement": True}, Lack.IN_FULL_TIME_PLACEMENT),
    ({}, {"offered": frozenset({HERE}), "waiting": frozenset({HERE})}, Lack.OFFERED_HERE),
    ({}, {"offered": frozenset({ELSEWHERE}), "waiting": frozenset({ELSEWHERE})}, Lack.OFFERED_ELSEWHERE),
    ({}, {"declined": frozenset({HERE})}, Lack.DECLINED_HERE),
]


@pytest.mark.parametrize(("asks", "brings", "lack"), CASES, ids=[str(lack) for _, _, lack in CASES])
def test_whoever_lacks_something_is_not_matched(
    asks: dict[str, Any], brings: dict[str, Any], lack: Lack
) -> None:
    assert lacking(an_opportunity(**asks), a_candidate(**brings)) == [lack]


def test_every_lack_is_shown_here() -> None:
    assert {lack for _, _, lack in CASES} == {*Lack} == {*NOT_MATCHED}


def test_the_certificate_that_runs_longest_counts_and_its_last_day_too() -> None:
    asks = an_opportunity(certificates=("cscs",), starts_on=TUESDAY)
    both = (Certificate("cscs", MONDAY), Certificate("cscs", TUESDAY))
    assert lacking(asks, a_candidate(certificates=both)) == []
    assert lacking(asks, a_candidate(certificates=both), TUESDAY + timedelta(days=1)) == [
        Lack.CERTIFICATE_EXPIRED
    ]


def test_nobody_is_excluded_by_what_they_need_or_because_it_was_not_confirmed() -> None:
    late = MONDAY + timedelta(days=28)
    needing = a_candidate(adjustments=("quiet_place",))
    assert lacking(an_opportunity(), needing, late) == []
    assert match(an_opportunity(), needing, late, NEXT).is_stale
    assert not match(an_opportunity(), needing, late - timedelta(days=1), NEXT).is_stale


def test_near_comes_before_far_confirmed_before_stale_and_then_what_people_like() -> None:
    asks = an_opportunity(interests=("gaming", "computers"))
    candidates = [
        a_candidate(1, "Gwent", travel="anywhere", interests=("gaming",)),
        a_candidate(2, "Powys", travel="adjoining_lots", interests=("gaming",)),
        a_candidate(3, stale_on=MONDAY, interests=("gaming", "computers")),
        a_candidate(4),
        a_candidate(5, interests=("gaming",)),
        a_candidate(6, interests=("outdoors", "computers", "gaming")),
        a_candidate(7, interests=("gaming",)),
    ]
    matched = rank(asks, candidates, MONDAY, NEXT).matched
    assert [each.candidate.readiness.enrolment_id.int - 1000 for each in matched] == [6, 5, 7, 4, 3, 2, 1]
    assert [each.nearness for each in matched[-2:]] == [Nearness.ADJOINING_LOT, Nearness.NATIONAL]


def test_it_is_counted_how_many_lack_what_and_how_many_nothing_else() -> None:
    asks = an_opportunity(certificates=("cscs",), needs_driver=True)
    candidates = [a_candidate(1), a_candidate(2, drives=True), a_candidate(3, drives=True)]
    counts = {
        each.lack: (each.people, each.nothing_else)
        for each in rank(asks, candidates, MONDAY, NEXT).not_matched
    }
    assert counts == {Lack.CERTIFICATE_LACKING: (3, 2), Lack.NO_DRIVER: (1, 0)}


def test_the_gamer_gets_the_gaming_event_and_the_outdoor_man_the_woodland() -> None:
    gamer = a_candidate(1, kinds=("one_off_event",), interests=("gaming",))
    outdoor = a_candidate(2, kinds=("one_off_event",), interests=("outdoors",))
    event = an_opportunity(kind="one_off_event", places=1, interests=("gaming",))
    woodland = an_opportunity(kind="one_off_event", places=1, interests=("outdoors",))
    for asks, person in ((event, gamer), (woodland, outdoor)):
        [chosen] = choose(rank(asks, [outdoor, gamer], MONDAY, NEXT), 1)
        assert chosen.candidate is person


def test_everything_that_speaks_for_somebody_is_said() -> None:
    asks = an_opportunity(
        certificates=("food_hygiene",), needs_driver=True, legal_requirements=("aged_18_or_over",),
        interests=("cooking",),
    )  # fmt: skip
    brings = a_candidate(
        certificates=(Certificate("food_hygiene", date(2021, 5, 14)),),
        legal_requirements_met=("aged_18_or_over",),
        drives=True,
        interests=("cooking",),
        adjustments=("regular_breaks",),
        stale_on=MONDAY,
    )
    told = list(reasons(asks, match(asks, brings, MONDAY, NEXT), MONDAY))
    assert len(told) == 8
    assert {word for each in told for word in each.words} == {"food_hygiene", "cooking", "regular_breaks"}
    assert [each.on for each in told if each.on] == [date(2021, 5, 14), MONDAY]


def test_every_word_can_be_said() -> None:
    said = (vocabulary.CertificateKind, vocabulary.Adjustment, vocabulary.Interest)
    assert {word.value for words in said for word in words} == WORDS.keys()


_CANDIDATES = st.lists(
    st.builds(
        lambda number, lot, kinds, gaming, stale, certified: a_candidate(
            number,
            lot,
            travel="anywhere",
            kinds=kinds,
            interests=("gaming",) if gaming else (),
            stale_on=MONDAY if stale else TUESDAY,
            certificates=(Certificate("cscs"),) if certified else (),
        ),
        st.integers(1, 6),
        st.sampled_from(["North Wales", "Powys", "Gwent"]),
        st.sampled_from([("work_experience",), ("paid_job",)]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=7,
    unique_by=lambda each: each.readiness.enrolment_id,
)
ASKS = an_opportunity(interests=("gaming",), certificates=("cscs",))


@given(_CANDIDATES, st.integers(0, 7))
def test_an_offering_fills_as_many_places_as_any_and_with_the_best(
    candidates: list[Candidate], places: int
) -> None:
    """Against all that could be done: every set of people who match and fit in."""
    chosen = choose(rank(ASKS, candidates, MONDAY, NEXT), places)
    able = [each for each in candidates if not lacking(ASKS, each)]
    possible = [
        chosen_ones for size in range(min(places, len(able)) + 1) for chosen_ones in combinations(able, size)
    ]
    largest = max(len(each) for each in possible)
    assert len(chosen) == largest
    best = min(
        sorted(match(ASKS, each, MONDAY, NEXT).rank for each in ones)
        for ones in possible
        if len(ones) == largest
    )
    assert [each.rank for each in chosen] == best
    assert len({each.candidate.readiness.participant_id for each in chosen}) == len(chosen)


@given(_CANDIDATES.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
def test_in_whatever_order_people_come_the_result_is_the_same(
    orders: tuple[list[Candidate], list[Candidate]],
) -> None:
    first, second = (rank(ASKS, each, MONDAY, NEXT) for each in orders)
    assert first == second


def test_somebody_with_two_files_is_matched_once_by_the_better_one() -> None:
    far = a_candidate(1, "Powys", travel="adjoining_lots", participant_id=UUID(int=1))
    near = a_candidate(2, participant_id=UUID(int=1))
    for order in ([far, near], [near, far]):
        [only] = rank(an_opportunity(), order, MONDAY, NEXT).matched
        assert only.candidate is near
