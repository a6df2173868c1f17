"""Three strikes are counted from contacts, and say from when a file may be closed as disengaged
(handbook 2)."""

from datetime import date

import pytest

from services.participants.domain.disengagement import DisengagementRule, Strikes, Try, try_of

RULE = DisengagementRule(letter_days=7, shortly_days=28, trying_months=6)
JOINED = date(2018, 1, 10)
THREE = Strikes(date(2018, 5, 1), date(2018, 5, 3), date(2018, 5, 4))


def tried(*tries: tuple[Try, int], last_reached_on: date | None = None) -> Strikes:
    strikes = Strikes()
    for by, day in tries:
        strikes = strikes.tried(by, date(2018, 5, day), last_reached_on=last_reached_on)
    return strikes


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (("phone", "to_participant", "did_not_attend", None), Try.CALL),
        (("phone", "to_participant", "did_not_attend", "participant"), Try.CALL),
        (("letter", "to_participant", "attended", None), Try.LETTER),
        (("phone", "to_participant", "did_not_attend", "mentor"), None),
        (("phone", "to_participant", "attended", None), None),
        (("phone", "to_participant", "cancelled", None), None),
        (("text", "to_participant", "attended", None), None),
        (("letter", "from_participant", "attended", None), None),
        (("face_to_face", "to_participant", "did_not_attend", None), None),
    ],
)
def test_a_call_not_taken_and_a_letter_sent_are_tries(
    contact: tuple[str, str, str, str | None], expected: Try | None
) -> None:
    assert try_of(*contact) is expected


@pytest.mark.parametrize(
    ("tries", "count"),
    [
        ([(Try.CALL, 1)], 1),
        ([(Try.CALL, 1), (Try.CALL, 1)], 1),
        ([(Try.CALL, 1), (Try.CALL, 2)], 2),
        ([(Try.CALL, 1), (Try.CALL, 2), (Try.CALL, 3)], 2),
        ([(Try.CALL, 1), (Try.LETTER, 2)], 1),
        ([(Try.CALL, 1), (Try.CALL, 3), (Try.LETTER, 2)], 2),
        ([(Try.CALL, 1), (Try.CALL, 3), (Try.LETTER, 3)], 3),
        ([(Try.LETTER, 3)], 0),
    ],
)
def test_strikes_are_two_calls_on_different_days_and_then_a_letter(
    tries: list[tuple[Try, int]], count: int
) -> None:
    assert tried(*tries).standing == count


def test_a_later_letter_or_call_gives_no_other_days() -> None:
    assert THREE.tried(Try.LETTER, date(2018, 5, 9), last_reached_on=None) == THREE
    assert THREE.tried(Try.CALL, date(2018, 5, 9), last_reached_on=None) == THREE


@pytest.mark.parametrize(("day", "left"), [(30, 0), (4, 0), (3, 0), (2, 1), (1, 1)])
def test_a_reply_takes_away_what_came_before_it(day: int, left: int) -> None:
    assert THREE.answered(date(2018, 5, day)).standing == left


def test_a_reply_before_the_first_call_takes_nothing_away() -> None:
    assert THREE.answered(date(2018, 4, 30)) == THREE


def test_a_try_no_later_than_the_last_reply_is_none() -> None:
    assert tried((Try.CALL, 1), (Try.CALL, 2), last_reached_on=date(2018, 5, 1)).standing == 1


def test_a_file_closes_from_the_eighth_day_after_the_letter() -> None:
    assert RULE.letter_ends_on(THREE) == date(2018, 5, 11)
    assert RULE.closes_from(THREE, registered_on=JOINED, tried_until=None) == date(2018, 5, 12)
    assert RULE.closes_from(Strikes(), registered_on=JOINED, tried_until=None) is None


@pytest.mark.parametrize(
    ("joined", "tried_until", "closes_from"),
    [
        (date(2018, 4, 12), None, date(2018, 5, 12)),
        (date(2018, 4, 13), None, date(2018, 11, 11)),
        (date(2018, 4, 13), date(2018, 11, 20), date(2018, 11, 20)),
    ],
)
def test_who_disengages_within_28_days_of_joining_is_tried_for_six_months(
    joined: date, tried_until: date | None, closes_from: date
) -> None:
    assert RULE.closes_from(THREE, registered_on=joined, tried_until=tried_until) == closes_from
