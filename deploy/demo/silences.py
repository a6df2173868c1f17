"""Assigns the three strikes to everybody who disengaged: two calls on different days, a letter that gives
seven days, and no reply (handbook 2, "Disengagement" [3.100-3.104])."""

from collections.abc import Sequence
from datetime import date
from random import Random

from deploy.demo.person import DemoPerson, Silence, Slip, plus
from deploy.demo.random_source import random_source
from shared.contracts.vocabulary import ExitReason

SHORTEST_STAY = 42
"""Days: whoever disengages within 28 days of joining is tried for six months before the file is closed."""


def may_disengage(person: DemoPerson) -> bool:
    """Tell whether three strikes have room between somebody's registration and the exit as it is dated."""
    return person.stay >= SHORTEST_STAY and (
        person.ending is None or person.ending.slip is not Slip.BEFORE_START
    )


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    """Fill in `silences`, in order."""
    rng = random_source(seed, "silences")
    for person in people:
        if person.away is not None:
            person.silences.append(before_exit(person.away.left_on, rng))
        if person.reason is ExitReason.DISENGAGED:
            person.silences.append(before_exit(person.exit_day, rng))


def before_exit(left_on: date, rng: Random) -> Silence:
    """Put the strikes before an exit: day 7 after the letter is too early, day 8 is not."""
    letter = plus(left_on, -rng.randint(8, 12))
    second = plus(letter, -rng.randint(0, 3))
    return Silence(plus(second, -rng.randint(1, 4)), second, letter)
