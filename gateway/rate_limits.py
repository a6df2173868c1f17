"""Rate limits by the generic cell rate algorithm (GCRA): a budget per address and per client, kept in the
process, in a map that is bounded (security requirement 19).

A burst of the whole budget is allowed, and it fills up again evenly. Several gateways divide the budget among
them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import ceil
from typing import Final, NamedTuple

MOST_REMEMBERED: Final = 100_000
"""Budgets of that many callers are kept; the one that was used longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Quota:
    """`units` in `seconds`. `name` is what callers are told it by."""

    name: str
    units: int
    seconds: int

    @property
    def policy(self) -> str:
        """As the `RateLimit-Policy` header field says it."""
        return f'"{self.name}";q={self.units};w={self.seconds}'


class Decision(NamedTuple):
    """Whether a request is within its budget, and what is left of it."""

    is_allowed: bool
    remaining: int
    """Units that may be used at once."""
    reset_seconds: int
    """Until the whole budget is there again."""
    retry_seconds: int
    """Until the same request would be allowed; 0 where it is."""


class RateLimiter:
    """The budgets of all callers under one quota. `clock` gives seconds that never go back."""

    def __init__(self, quota: Quota, clock: Callable[[], float]) -> None:
        self.quota = quota
        self._clock = clock
        self._interval = quota.seconds / quota.units
        self._used_up: OrderedDict[Hashable, float] = OrderedDict()
        """The theoretical arrival time of each caller: when its budget will be whole again."""

    def take(self, caller: Hashable, units: int = 1) -> Decision:
        """Take `units` out of the caller's budget; nothing is taken where they are not all there. What costs
        more than the whole budget costs the whole."""
        now, quota = self._clock(), self.quota
        whole = max(now, self._used_up.get(caller, now))
        after = whole + min(units, quota.units) * self._interval
        if after - now > quota.seconds:
            return Decision(
                False, self._remaining(whole - now), ceil(whole - now), ceil(after - now - quota.seconds)
            )
        self._remember(caller, after)
        return Decision(True, self._remaining(after - now), ceil(after - now), 0)

    def charge(self, caller: Hashable, units: int) -> Decision:
        """Take `units` whether they are there or not, for what has been done already. What is missing is a
        debt, of one budget at most, that has to be made up before the caller is allowed anything."""
        now = self._clock()
        whole = max(now, self._used_up.get(caller, now))
        after = min(whole + units * self._interval, now + 2 * self.quota.seconds)
        self._remember(caller, after)
        return Decision(True, self._remaining(after - now), ceil(after - now), 0)

    def _remember(self, caller: Hashable, whole_at: float) -> None:
        self._used_up[caller] = whole_at
        self._used_up.move_to_end(caller)
        if len(self._used_up) > MOST_REMEMBERED:
            self._used_up.popitem(last=False)

    def _remaining(self, used_seconds: float) -> int:
        return max(0, int((self.quota.seconds - used_seconds) / self._interval + 1e-9))
