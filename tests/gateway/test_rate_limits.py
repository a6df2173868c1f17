"""Rate limits: a burst of the whole budget, then an even pace, each caller for itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import rate_limits
from gateway.rate_limits import Quota, RateLimiter
from tests.gateway.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(Quota("address", units=10, seconds=5), clock)


def test_a_whole_budget_may_be_used_at_once_and_no_more(limiter: RateLimiter) -> None:
    decisions = [limiter.take("a") for _ in range(11)]
    assert [each.is_allowed for each in decisions] == [True] * 10 + [False]
    assert [each.remaining for each in decisions] == [*range(9, -1, -1), 0]
    assert decisions[-1].retry_seconds == 1


def test_a_budget_fills_up_evenly(limiter: RateLimiter, clock: Clock) -> None:
    for _ in range(10):
        limiter.take("a")
    clock.now += 0.5
    assert limiter.take("a").is_allowed
    assert not limiter.take("a").is_allowed
    clock.now += 5
    assert limiter.take("a", 10).is_allowed


def test_callers_do_not_use_up_each_others_budgets(limiter: RateLimiter) -> None:
    assert not [limiter.take("a") for _ in range(11)][-1].is_allowed
    assert limiter.take("b").is_allowed


def test_a_refused_request_takes_nothing(limiter: RateLimiter, clock: Clock) -> None:
    limiter.take("a", 9)
    assert not limiter.take("a", 5).is_allowed
    assert limiter.take("a", 1).is_allowed


def test_what_costs_more_than_the_budget_costs_the_whole(limiter: RateLimiter, clock: Clock) -> None:
    assert limiter.take("a", 1000) == (True, 0, 5, 0)
    clock.now += 5
    assert limiter.take("a", 1000).is_allowed


def test_what_is_told_to_wait_is_enough(limiter: RateLimiter, clock: Clock) -> None:
    limiter.take("a", 10)
    refused = limiter.take("a", 3)
    clock.now += refused.retry_seconds
    assert limiter.take("a", 3).is_allowed


def test_no_more_callers_are_remembered_than_there_is_room_for(
    limiter: RateLimiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "MOST_REMEMBERED", 3)
    for caller in "abc":
        limiter.take(caller, 10)
    limiter.take("d")
    assert limiter.take("a", 10).is_allowed, "the one that was used longest ago was let go"
    assert not limiter.take("c").is_allowed


def test_what_is_charged_afterwards_may_leave_a_debt_of_one_budget(
    limiter: RateLimiter, clock: Clock
) -> None:
    limiter.take("a", 9)
    assert limiter.charge("a", 5) == (True, 0, 7, 0)
    assert limiter.take("a") == (False, 0, 7, 3)
    clock.now += 2
    assert not limiter.take("a").is_allowed
    clock.now += 1
    assert limiter.take("a").is_allowed
    assert limiter.charge("a", 1000).reset_seconds == 10


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 10)), max_size=60))
def test_nobody_ever_gets_more_than_a_budget_beside_the_pace(steps: list[tuple[float, int]]) -> None:
    clock = Clock()
    limiter = RateLimiter(Quota("address", units=10, seconds=5), clock)
    began, used = clock.now, 0
    for pause, units in steps:
        clock.now += pause
        used += units * limiter.take("a", units).is_allowed
        assert used <= 10 + (clock.now - began) * 2 + 1e-6
