"""What an opportunity promises about its places and its dates."""

from datetime import timedelta

import pytest

from services.employers.domain.opportunity import CloseReason, Closing
from services.employers.domain.refusals import DatesOutOfOrder, NoPlaceLeft, NotYours, OpportunityOver
from tests.services.employers.domain.builders import (
    BAROD,
    CAIS,
    FRIDAY,
    MONDAY,
    TOLD_AT,
    TUESDAY,
    an_opportunity,
)


def test_a_proposal_takes_a_place() -> None:
    assert an_opportunity(filled=11).take_places(MONDAY).filled == 12


def test_nobody_is_proposed_beyond_the_places() -> None:
    with pytest.raises(NoPlaceLeft):
        an_opportunity(places=12, filled=12).take_places(MONDAY)


def test_a_place_that_was_freed_can_be_taken_again() -> None:
    full = an_opportunity(places=1).take_places(MONDAY)
    assert full.free_place().take_places(TUESDAY).filled == 1


def test_nobody_is_proposed_for_a_closed_opportunity() -> None:
    closed = an_opportunity().close(CloseReason.NOBODY_SUITABLE, by=CAIS, on=MONDAY, recorded_at=TOLD_AT)
    with pytest.raises(OpportunityOver):
        closed.take_places(MONDAY)


def test_the_closing_date_is_the_last_day_on_which_somebody_can_be_proposed() -> None:
    offer = an_opportunity(closes_on=TUESDAY)
    assert offer.take_places(TUESDAY).filled == 1
    with pytest.raises(OpportunityOver):
        offer.take_places(TUESDAY + timedelta(days=1))


def test_closing_says_when_and_why_and_keeps_the_places_taken() -> None:
    why = CloseReason.WITHDRAWN_BY_EMPLOYER
    closed = an_opportunity(filled=3).close(why, by=CAIS, on=FRIDAY, recorded_at=TOLD_AT)
    assert closed.closing == Closing(FRIDAY, why, TOLD_AT)
    assert closed.filled == 3


def test_only_the_provider_that_opened_it_closes_it() -> None:
    with pytest.raises(NotYours):
        an_opportunity(opened_by=CAIS).close(CloseReason.FILLED, by=BAROD, on=MONDAY, recorded_at=TOLD_AT)


def test_what_is_closed_is_not_closed_again() -> None:
    closed = an_opportunity().close(CloseReason.FILLED, by=CAIS, on=MONDAY, recorded_at=TOLD_AT)
    with pytest.raises(OpportunityOver):
        closed.close(CloseReason.FILLED, by=CAIS, on=TUESDAY, recorded_at=TOLD_AT)


def test_an_opportunity_is_open_while_it_takes_proposals() -> None:
    assert an_opportunity().is_open(MONDAY)
    assert an_opportunity(closes_on=MONDAY).is_open(MONDAY)
    assert not an_opportunity(closes_on=MONDAY).is_open(TUESDAY)
    assert not an_opportunity(places=2, filled=2).is_open(MONDAY)
    assert not an_opportunity(closing=Closing(MONDAY, CloseReason.FILLED, TOLD_AT)).is_open(MONDAY)


def test_an_opportunity_does_not_end_before_it_starts() -> None:
    assert an_opportunity(starts_on=MONDAY, ends_on=MONDAY).check_dates()
    with pytest.raises(DatesOutOfOrder):
        an_opportunity(starts_on=TUESDAY, ends_on=MONDAY).check_dates()


def test_every_change_is_a_new_version() -> None:
    offer = an_opportunity()
    assert offer.take_places(MONDAY).version == offer.version + 1
    assert offer.take_places(MONDAY).free_place().version == offer.version + 2
    closed = offer.close(CloseReason.FILLED, by=CAIS, on=MONDAY, recorded_at=TOLD_AT)
    assert closed.version == offer.version + 1
