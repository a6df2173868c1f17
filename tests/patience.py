"""Scales every deadline of a test: it is there to end a test that hangs, and says nothing about speed."""

from typing import Final

PATIENCE: Final = 5
"""How many times slower than two quiet cores a machine may be. What is promised of speed is measured by
`make bench`, where it is held against the limit of the same machine."""


def patient(seconds: float) -> float:
    """The seconds to wait on any machine for what takes less than `seconds` on a quiet one."""
    return PATIENCE * seconds
