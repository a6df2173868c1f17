"""Counts what became of referrals: how many were received, decided and are overdue, and how long a decision
took (handbook 4, "Turn-round")."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.calendar import months_after


class GroupBy(StrEnum):
    """What referrals are counted by."""

    LOT = "lot"
    PROVIDER = "provider"
    REFERRER = "referrer"


class DecisionState(StrEnum):
    """Whether a referral was decided by a date, and how."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Taken back before it was decided."""
    OVERDUE = "overdue"
    WAITING = "waiting"
    """Undecided and in time, or returned to the referrer, which pauses the clock."""


@dataclass(frozen=True, slots=True)
class ReferralGroup:
    """Referrals that are alike: of one source, in one state, decided after as many working days."""

    source: str
    state: DecisionState
    days: int | None
    referrals: int
    registered: int
    left: int
    into_work: int


@dataclass(frozen=True, slots=True)
class ReferralCounts:
    """Referrals by state, and what became of the people. `into_work` counts only those who agreed that their
    referrer may know; `days` is {working days from the referral to its decision: how often}."""

    received: int = 0
    accepted: int = 0
    declined: int = 0
    withdrawn: int = 0
    overdue: int = 0
    waiting: int = 0
    registered: int = 0
    left: int = 0
    into_work: int = 0
    days: Mapping[int, int] = field(default_factory=dict)

    @property
    def decided(self) -> int:
        return self.accepted + self.declined


def add_up(groups: Iterable[ReferralGroup]) -> ReferralCounts:
    """Add all groups together."""
    states = dict.fromkeys(DecisionState, 0)
    days: dict[int, int] = {}
    registered = left = into_work = 0
    for group in groups:
        states[group.state] += group.referrals
        registered += group.registered
        left += group.left
        into_work += group.into_work
        if group.days is not None:
            days[group.days] = days.get(group.days, 0) + group.referrals
    return ReferralCounts(
        received=sum(states.values()),
        registered=registered,
        left=left,
        into_work=into_work,
        days=days,
        **{state.value: number for state, number in states.items()},
    )


def months_between(months: Collection[date], until: date) -> list[date]:
    """List the first days of all months from the earliest of `months` to that of `until`: one in which
    nothing happened is one of a series too."""
    if not months:
        return []
    first = min(months)
    number = (until.year - first.year) * 12 + until.month - first.month
    return [months_after(first, each) for each in range(number + 1)]


def counts_by_source(groups: Iterable[ReferralGroup], sources: Iterable[str]) -> dict[str, ReferralCounts]:
    """Add groups together for each of the sources: a row that was missing, or its place, would tell that
    nobody, or who, sent somebody."""
    groups_of: dict[str, list[ReferralGroup]] = {source: [] for source in sources}
    for group in groups:
        groups_of[group.source].append(group)
    return {source: add_up(alike) for source, alike in groups_of.items()}
