"""What became of a number of referrals: how many were received, decided and are overdue, and how long a
decision took (handbook 4, "Turn-round")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DecisionState(StrEnum):
    """Where a referral stood on a date."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Taken back before it was decided."""
    OVERDUE = "overdue"
    WAITING = "waiting"
    """Undecided and in time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Referrals that are alike: of one source, of one fate, decided after as many working days."""

    source: str
    fate: DecisionState
    days: int | None
    referrals: int
    registered: int
    left: int
    into_work: int


@dataclass(frozen=True, slots=True)
class Tally:
    received: int = 0
    accepted: int = 0
    declined: int = 0
    withdrawn: int = 0
    overdue: int = 0
    waiting: int = 0
    registered: int = 0
    left: int = 0
    into_work: int = 0
    """Only those who agreed that their referrer may know."""
    days: Mapping[int, int] = field(default_factory=dict)
    """Working days from the referral to its decision: how often."""

    @property
    def decided(self) -> int:
        return self.accepted + self.declined


def tally(groups: Iterable[Group]) -> Tally:
    """All groups together."""
    fates = dict.fromkeys(DecisionState, 0)
    days: dict[int, int] = {}
    registered = left = into_work = 0
    for group in groups:
        fates[group.fate] += group.referrals
        registered += group.registered
        left += group.left
        into_work += group.into_work
        if group.days is not None:
            days[group.days] = days.get(group.days, 0) + group.referrals
    return Tally(
        received=sum(fates.values()),
        registered=registered,
        left=left,
        into_work=into_work,
        days=days,
        **{fate.value: number for fate, number in fates.items()},
    )


def by_source(groups: Iterable[Group]) -> dict[str, Tally]:
    """A tally for each source, the one that sent most first."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group.source, []).append(group)
    tallies = {source: tally(alike) for source, alike in found.items()}
    return dict(sorted(tallies.items(), key=lambda each: (-each[1].received, each[0])))
