"""Random sources by seed and purpose, so that one seed makes one programme."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def random_source(seed: int, purpose: str) -> Random:
    """A stream of its own per purpose: a change to how people are named moves no date."""
    return Random(f"{seed}/{purpose}")  # noqa: S311 - repeatable on purpose, and guards nothing


def some(rng: Random, candidates: Sequence[T], number: int, what: str) -> list[T]:
    """`number` different ones of the candidates. Raises ValueError, naming what was looked for."""
    if len(candidates) < number:
        raise ValueError(f"{what}: {number} wanted, {len(candidates)} possible")
    return rng.sample(candidates, number)
