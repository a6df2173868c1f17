"""Breaks the circuit to a subgraph after failures in a row, and tries it again after a rest."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FAILURES: Final = 5
REST_SECONDS: Final = 1.0
"""Short: a subgraph that was started again is to be found within two seconds."""


@dataclass(slots=True)
class CircuitBreaker:
    """The circuit to one subgraph. `clock` returns seconds."""

    clock: Callable[[], float]
    _failures: int = 0
    _open_until: float = 0.0

    def allows(self) -> bool:
        """Whether a request may be sent. While the circuit is open, one request may try after each rest."""
        if self._failures < FAILURES:
            return True
        now = self.clock()
        if now < self._open_until:
            return False
        self._open_until = now + REST_SECONDS
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._open_until = self.clock() + REST_SECONDS
