"""The moves of a placement, and no others (handbook 4)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from services.employers.domain.placement import EndedBy, Ending, Party, Placement, Status
from services.employers.domain.refusals import DatesOutOfOrder, MoveNotPossible, NotYours
from tests.services.employers.domain.builders import BAROD, CAIS, FRIDAY, MONDAY, TUESDAY, a_placement

SUNDAY = MONDAY - timedelta(days=1)
STOPPED = Ending(FRIDAY, EndedBy.PARTICIPANT, "Too much at once")


def started(**differences: object) -> Placement:
    return a_placement(status=Status.STARTED, started_on=TUESDAY, **differences)


MOVES: dict[Status, Callable[[Placement], Placement]] = {
    Status.AGREED_BY_PARTICIPANT: lambda placement: placement.agree(Party.PARTICIPANT, by=CAIS, on=FRIDAY),
    Status.AGREED_BY_EMPLOYER: lambda placement: placement.agree(Party.EMPLOYER, by=CAIS, on=FRIDAY),
    Status.STARTED: lambda placement: placement.start(by=CAIS, on=FRIDAY),
    Status.COMPLETED: lambda placement: placement.complete(by=CAIS, on=FRIDAY, hours=16),
    Status.ENDED_EARLY: lambda placement: placement.end_early(STOPPED, by=CAIS),
}
LISTED = {
    (Status.PROPOSED, Status.AGREED_BY_PARTICIPANT),
    (Status.AGREED_BY_PARTICIPANT, Status.AGREED_BY_EMPLOYER),
    (Status.AGREED_BY_PARTICIPANT, Status.ENDED_EARLY),
    (Status.AGREED_BY_EMPLOYER, Status.STARTED),
    (Status.AGREED_BY_EMPLOYER, Status.ENDED_EARLY),
    (Status.PROPOSED, Status.ENDED_EARLY),
    (Status.STARTED, Status.COMPLETED),
    (Status.STARTED, Status.ENDED_EARLY),
}


@pytest.mark.parametrize("to", MOVES)
@pytest.mark.parametrize("since", Status)
def test_only_the_listed_moves_exist(since: Status, to: Status) -> None:
    placement = a_placement(status=since)
    if (since, to) in LISTED:
        assert MOVES[to](placement).status is to
        assert MOVES[to](placement).version == placement.version + 1
    else:
        with pytest.raises(MoveNotPossible) as refused:
            MOVES[to](placement)
        assert refused.value.details == {"state": since}


@pytest.mark.parametrize("to", MOVES)
def test_only_the_provider_that_proposed_a_person_moves_the_placement(to: Status) -> None:
    with pytest.raises(NotYours):
        MOVES[to](a_placement(provider=BAROD))


def agreed(on: date) -> Placement:
    by_one = a_placement(proposed_on=MONDAY).agree(Party.PARTICIPANT, by=CAIS, on=on)
    return by_one.agree(Party.EMPLOYER, by=CAIS, on=on)


def test_a_placement_may_be_agreed_to_and_start_on_the_day_it_was_proposed_and_not_before() -> None:
    assert agreed(MONDAY).start(by=CAIS, on=MONDAY).started_on == MONDAY
    with pytest.raises(DatesOutOfOrder):
        agreed(SUNDAY)


def test_no_placement_starts_before_both_agreed_to_it() -> None:
    with pytest.raises(DatesOutOfOrder):
        agreed(TUESDAY).start(by=CAIS, on=MONDAY)
    by_one = a_placement().agree(Party.PARTICIPANT, by=CAIS, on=TUESDAY)
    with pytest.raises(DatesOutOfOrder):
        by_one.agree(Party.EMPLOYER, by=CAIS, on=MONDAY)


def test_a_completion_before_its_start_is_refused() -> None:
    assert started().complete(by=CAIS, on=TUESDAY, hours=4).completed_on == TUESDAY
    with pytest.raises(DatesOutOfOrder):
        started().complete(by=CAIS, on=MONDAY, hours=4)


def test_an_end_before_what_it_ends_is_refused() -> None:
    with pytest.raises(DatesOutOfOrder):
        started().end_early(Ending(MONDAY, EndedBy.EMPLOYER, "No supervisor"), by=CAIS)
    with pytest.raises(DatesOutOfOrder):
        a_placement().end_early(Ending(SUNDAY, EndedBy.EMPLOYER, "No supervisor"), by=CAIS)


def test_hours_can_be_unknown_which_is_not_none_worked() -> None:
    assert started().complete(by=CAIS, on=FRIDAY, hours=None).hours is None
    assert started().complete(by=CAIS, on=FRIDAY, hours=0).hours == 0


def test_an_early_end_says_by_whom_and_why() -> None:
    assert started().end_early(STOPPED, by=CAIS).ending == STOPPED


def test_declining_before_the_start_frees_the_place() -> None:
    assert not a_placement().end_early(STOPPED, by=CAIS).holds_place


def test_whoever_began_has_used_the_place() -> None:
    assert started().end_early(STOPPED, by=CAIS).holds_place
    assert started().complete(by=CAIS, on=FRIDAY, hours=None).holds_place
