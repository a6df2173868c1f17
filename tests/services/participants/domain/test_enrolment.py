"""An enrolment makes only the moves its state allows (handbook 2)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.participants.domain.enrolment import Enrolment, EnrolmentId, ParticipantId, Status
from services.participants.domain.exit import Exit
from services.participants.domain.follow_up import FollowUp
from services.participants.domain.refusals import (
    AlreadyLeft,
    AlreadySuspended,
    NotLeft,
    NotSuspended,
    UnknownValue,
)
from services.participants.domain.soft_landing import SoftLanding

ON = date(2017, 4, 1)
LEFT = Exit(date(2017, 7, 14), "planned", "employment")


def an_enrolment(**differences: Any) -> Enrolment:
    enrolment = Enrolment(
        id=EnrolmentId(UUID(int=1)),
        participant_id=ParticipantId(UUID(int=2)),
        provider=UUID(int=3),
        reference="A1",
        programme="oows",
        lot="Powys",
        local_authority="W06000023",
        esf_area="East Wales",
        strand="25+",
        registered_on=date(2017, 3, 10),
        characteristics={},
        missing={},
        eligible="yes",
    )
    return enrolment._replace(**differences)


def gone() -> Enrolment:
    return an_enrolment().leave(
        LEFT, missing=(), soft_landing=SoftLanding(), follow_up_due_on=date(2018, 1, 14)
    )


def test_a_file_is_suspended_and_resumed() -> None:
    suspended = an_enrolment().suspend(ON, tried_until=None)
    assert suspended.status is Status.SUSPENDED
    assert suspended.resume().status is Status.OPEN


def test_a_suspended_file_is_not_suspended_again_and_an_open_one_not_resumed() -> None:
    with pytest.raises(AlreadySuspended):
        an_enrolment().suspend(ON, tried_until=None).suspend(ON, tried_until=None)
    with pytest.raises(NotSuspended):
        an_enrolment().resume()


@pytest.mark.parametrize(
    "move",
    [
        lambda e: e.suspend(ON, tried_until=None),
        lambda e: e.allocate("M-1", since=date(2017, 4, 3)),
        lambda e: e.agree_plan(ON, today=ON, missing=()),
        lambda e: e.change_intensity("red"),
        lambda e: e.leave(LEFT, missing=(), soft_landing=SoftLanding(), follow_up_due_on=None),
    ],
)
def test_somebody_who_left_has_to_rejoin_first(move: Any) -> None:
    with pytest.raises(AlreadyLeft):
        move(gone())


def test_a_suspended_person_can_leave() -> None:
    left = (
        an_enrolment()
        .suspend(ON, tried_until=None)
        .leave(LEFT, missing=(), soft_landing=SoftLanding(), follow_up_due_on=None)
    )
    assert left.status is Status.CLOSED


def test_rejoining_keeps_the_first_start_date_and_forgets_the_exit() -> None:
    back = gone().followed_up(FollowUp("not_in_work", ON), None).rejoin()
    assert (back.status, back.left, back.follow_up, back.follow_up_due_on) == (Status.OPEN, None, None, None)
    assert back.registered_on == date(2017, 3, 10)


def test_only_somebody_who_left_rejoins_or_is_followed_up() -> None:
    with pytest.raises(NotLeft):
        an_enrolment().rejoin()
    with pytest.raises(NotLeft):
        an_enrolment().followed_up(FollowUp("in_work", ON), None)


def test_every_action_plan_is_a_new_version() -> None:
    later = ON + timedelta(days=14)
    first = an_enrolment().agree_plan(ON, today=later, missing=())
    second = first.agree_plan(later, today=later, missing=())
    assert (second.plan_version, second.plan_on) == (2, later)


def test_a_plan_dated_in_the_future_or_told_late_puts_no_review_off() -> None:
    future = an_enrolment().agree_plan(date(2199, 1, 1), today=ON, missing=())
    assert future.plan_on == ON
    assert future.agree_plan(ON - timedelta(days=7), today=ON, missing=()).plan_on == ON


def test_not_known_is_kept_and_does_not_overwrite_what_was_told() -> None:
    told = an_enrolment().assess("P2.1", {"gender": "female", "homeless": "not_known"}, ())
    again = told.assess("P2.1", {"gender": "not_known"}, ())
    assert again.characteristics == {"gender": "female", "homeless": "not_known"}


def test_a_silent_form_wipes_nothing() -> None:
    told = an_enrolment().assess("P2.1", {"gender": "female"}, ())
    assert told.assess("wheel", {}, ("cv",)).characteristics == {"gender": "female"}


def test_what_another_form_tells_is_lacking_in_none() -> None:
    told = an_enrolment().assess("P2", {"qualification": "none"}, ())
    assert told.assess("P2.1", {}, ("gender", "qualification")).missing == {"P2.1": ("gender",)}
    lacking = an_enrolment().assess("P2.1", {"homeless": "not_known"}, ("qualification", "homeless"))
    assert lacking.assess("P2", {"qualification": "none"}, ()).missing == {"P2.1": ("homeless",)}


def test_a_correction_gives_the_old_value_back() -> None:
    told = an_enrolment().assess("P2.1", {"gender": "female"}, ())
    corrected, old = told.correct("gender", "male", frozenset({"male", "female"}))
    assert (corrected.characteristics["gender"], old) == ("male", "female")


def test_what_nobody_was_asked_has_no_old_value() -> None:
    _, old = an_enrolment().correct("gender", "male", frozenset({"male"}))
    assert old is None


def test_a_characteristic_is_corrected_to_one_of_its_values_only() -> None:
    with pytest.raises(UnknownValue):
        an_enrolment().correct("gender", "often", frozenset({"male", "female"}))


def test_an_incomplete_form_shows_what_it_lacks_until_a_complete_one_comes() -> None:
    lacking = an_enrolment().assess("P2.1", {}, ("gender",))
    assert lacking.missing == {"P2.1": ("gender",)}
    assert lacking.assess("P2.1", {"gender": "male"}, ()).missing == {}


def test_a_corrected_characteristic_is_no_longer_missing_in_any_form() -> None:
    lacking = an_enrolment().assess("P2.1", {}, ("gender", "disability"))
    told, _ = lacking.correct("gender", "male", frozenset({"male", "not_known"}))
    assert told.missing == {"P2.1": ("disability",)}
    complete, _ = told.correct("disability", "no", frozenset({"no"}))
    assert complete.missing == {}


def test_a_characteristic_that_is_corrected_to_not_known_is_still_missing() -> None:
    lacking = an_enrolment().assess("P2.1", {}, ("gender",))
    corrected, _ = lacking.correct("gender", "not_known", frozenset({"not_known"}))
    assert corrected.missing == {"P2.1": ("gender",)}
