"""Whether the promise was kept: what was acknowledged, committed, carried and applied, laid side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.messaging.envelope import Envelope
from tests.verification.fault_injection.routes import place_of

Move = tuple[UUID, int]
"""A counter, and which of its moves."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a list of moves, given those that there should be."""

    lost: int
    duplicated: int
    inverted: int
    invented: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.lost or self.duplicated or self.inverted or self.invented)

    def __str__(self) -> str:
        said = f"lost {self.lost}, duplicated {self.duplicated}, inverted {self.inverted}"
        return f"{said}, invented {self.invented}" if self.invented else said


def compared(should_be: Iterable[Move], are: Sequence[Move]) -> Found:
    """`are` in the order in which they came about."""
    wanted, times = set(should_be), Counter(are)
    return Found(
        lost=len(wanted - times.keys()),
        duplicated=sum(times.values()) - len(times),
        inverted=len(inversions(are)),
        invented=len(times.keys() - wanted),
    )


def inversions(moves: Iterable[Move]) -> list[Move]:
    """Those that stand behind a later one of their counter. What came before is looked at once: a repetition
    is no inversion."""
    found, furthest, seen = [], dict[UUID, int](), set[Move]()
    for move in moves:
        counter, number = move
        if move not in seen and number < furthest.get(counter, 0):
            found.append(move)
        seen.add(move)
        furthest[counter] = max(number, furthest.get(counter, 0))
    return found


def once(events: Sequence[Envelope]) -> list[Envelope]:
    """Without what an inbox would drop: a publisher may repeat itself."""
    first: dict[UUID, Envelope] = {}
    for event in events:
        first.setdefault(event.id, event)
    return list(first.values())


def misnumbered(events: Sequence[Envelope]) -> int:
    """How many say another version than the move that they tell of, or are not their key's."""
    return sum(place_of(event) != (event.key, event.aggversion) for event in events)
