"""Reading an unusual number of people within an hour is flagged, once, and says nobody's name."""

from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from shared.auth.caller import Caller, worker
from shared.reading_watch import MOST_READERS, ReadingWatch

BAROD = UUID("0b0b0b0b-0000-4000-8000-000000000001")


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> ReadingWatch:
    return ReadingWatch(by_person=10, by_system=50, clock=clock)


def a_reader(person: str | None = "p-7", client: str = "crm") -> Caller:
    return Caller("lead", BAROD, frozenset(), frozenset(), "sub", client=client, person=person)


def flagged(watch: ReadingWatch, caller: Caller, count: int) -> list[object]:
    with capture_logs() as logs:
        for _ in range(count):
            watch.note(caller, [uuid4()])
    return [(each["kind"], each.get("person"), each["people"]) for each in logs]


def test_a_user_is_flagged_once_an_hour(watch: ReadingWatch, clock: Clock) -> None:
    assert flagged(watch, a_reader(), 10) == []
    assert flagged(watch, a_reader(), 30) == [("unusual-reading", "p-7", 11)]
    clock.seconds += 3600
    assert flagged(watch, a_reader(), 11) == [("unusual-reading", "p-7", 11)]


def test_the_hour_slides(watch: ReadingWatch, clock: Clock) -> None:
    assert flagged(watch, a_reader(), 6) == []
    clock.seconds += 3599
    assert flagged(watch, a_reader(), 4) == []
    clock.seconds += 1
    assert flagged(watch, a_reader(), 6) == []
    assert flagged(watch, a_reader(), 1) == [("unusual-reading", "p-7", 11)]


def test_the_same_people_again_are_not_more_people(watch: ReadingWatch) -> None:
    people = [uuid4() for _ in range(10)]
    with capture_logs() as logs:
        for _ in range(5):
            watch.note(a_reader(), people)
    assert logs == []


def test_users_of_one_system_are_counted_by_themselves_and_a_system_may_read_more(
    watch: ReadingWatch,
) -> None:
    assert flagged(watch, a_reader("p-1"), 10) + flagged(watch, a_reader("p-2"), 10) == []
    assert flagged(watch, a_reader(None), 50) == []
    assert flagged(watch, a_reader(None), 1) == [("unusual-reading", None, 51)]


def test_the_platforms_own_work_is_not_watched_and_memory_is_bounded(watch: ReadingWatch) -> None:
    assert flagged(watch, worker("participants"), 100) == []
    for number in range(MOST_READERS + 10):
        watch.note(a_reader(f"p-{number}"), [uuid4()])
    assert len(watch._readers) == MOST_READERS
