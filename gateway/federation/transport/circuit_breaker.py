"""When a service is left alone: after a few failures in a row, for as long as it takes to try again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FAILURES: Final = 5
REST_SECONDS: Final = 1.0
"""Short: one that was started again is to be found within two seconds."""


@dataclass(slots=True)
class CircuitBreaker:
    """Of one service. `clock` tells the time in seconds."""

    clock: Callable[[], float]
    _failures: int = 0
    _rests_until: float = 0.0

    def lets_through(self) -> bool:
        """Whether a request may go out. While the service rests, one may try each time the rest is over."""
        if self._failures < FAILURES:
            return True
        now = self.clock()
        if now < self._rests_until:
            return False
        self._rests_until = now + REST_SECONDS
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = self.clock() + REST_SECONDS
