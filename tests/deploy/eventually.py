"""Waiting in tests: until something holds or a deadline passes, never for a fixed time."""

from collections.abc import Callable
from time import monotonic, sleep


def eventually(holds: Callable[[], object], within: float = 20) -> None:
    give_up = monotonic() + within
    while not holds():
        assert monotonic() < give_up, f"not within {within} s"
        sleep(0.02)
