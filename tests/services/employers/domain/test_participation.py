"""Who may be proposed, and for which of their enrolments."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.employers.domain.participation import to_be_proposed
from services.employers.domain.refusals import NotTakingPart, ParticipantUnknown
from tests.services.employers.domain.builders import FRIDAY, MONDAY, TUESDAY, a_participation

SATURDAY = FRIDAY + timedelta(days=1)


def test_somebody_who_takes_part_can_be_proposed_from_the_day_of_registration() -> None:
    taking_part = a_participation(registered_on=TUESDAY)
    assert taking_part.takes_part(TUESDAY)
    assert not taking_part.takes_part(MONDAY)


def test_a_proposal_written_down_after_the_person_left_counts_by_its_own_day() -> None:
    left = a_participation().left(FRIDAY)
    assert left.takes_part(FRIDAY)
    assert not left.takes_part(SATURDAY)


def test_somebody_who_left_on_an_unknown_day_cannot_be_proposed() -> None:
    assert not a_participation().left(None).takes_part(MONDAY)


def test_somebody_who_came_back_takes_part_again() -> None:
    assert a_participation().left(TUESDAY).came_back().takes_part(FRIDAY)


def test_nobody_known_is_nobody_to_propose() -> None:
    with pytest.raises(ParticipantUnknown) as refused:
        to_be_proposed([], MONDAY)
    assert refused.value.status == 404
    assert refused.value.retry


def test_a_person_who_does_not_take_part_that_day_is_not_proposed() -> None:
    with pytest.raises(NotTakingPart):
        to_be_proposed([a_participation().left(MONDAY)], TUESDAY)


def test_of_several_enrolments_the_one_begun_last_is_meant() -> None:
    first = a_participation(enrolment_id=UUID(int=91))
    second = a_participation(enrolment_id=UUID(int=90), registered_on=TUESDAY)
    assert to_be_proposed([second, first], FRIDAY) is second
    assert to_be_proposed([second, first], MONDAY) is first
    assert to_be_proposed([second.left(TUESDAY), first], FRIDAY) is first
