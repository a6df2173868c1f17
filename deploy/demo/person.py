"""Describes one invented person: plain fields that the steps of the generator fill in."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, TypeAlias

from deploy.demo import report_text
from deploy.demo.lives.life import Life
from deploy.demo.oows import EsfArea, Lot, Strand
from shared.contracts.vocabulary import (
    AchievementKind,
    Evidence,
    ExitKind,
    ExitReason,
    FollowUp,
    Indicator,
    LabourMarket,
)

Body: TypeAlias = dict[str, Any]
"""A JSON object as it is posted."""


class Slip(Enum):
    """What went wrong with the date on an exit form."""

    BEFORE_START = auto()
    UNDATED = auto()
    AFTER_QUARTER = auto()


@dataclass(frozen=True, slots=True)
class Ending:
    """How a person left: `on` is the day it happened, `stated` the one on the form."""

    on: date
    stated: date | None
    kind: ExitKind
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """Somebody left early and came back."""

    left_on: date
    rejoined_on: date


@dataclass(frozen=True, slots=True)
class Silence:
    """The three strikes against somebody who stopped answering."""

    first_call_on: date
    second_call_on: date
    letter_on: date


@dataclass(frozen=True, slots=True)
class Feat:
    """One achievement on one day."""

    kind: AchievementKind
    on: date
    evidence: Evidence
    level: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A follow-up: what was found out on which day."""

    status: FollowUp
    on: date
    evidence: Evidence


@dataclass(slots=True, eq=False)
class DemoPerson:
    """Each step of the generator adds its part: that is why this one is not frozen."""

    subject: str
    lot: Lot
    esf_area: EsfArea
    strand: Strand
    registered_on: date
    ending: Ending | None = None
    reason: ExitReason | None = None
    away: Break | None = None
    silences: list[Silence] = field(default_factory=list)
    labour_market: LabourMarket = LabourMarket.NOT_KNOWN
    traits: dict[str, str] = field(default_factory=dict)
    local_authority: str = ""
    identity: Body = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)
    feats: list[Feat] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    soft: dict[Indicator, str] = field(default_factory=dict)
    wheels: list[tuple[date, dict[str, int]]] = field(default_factory=list)
    referral: str | None = None
    is_placed: bool = False
    """Was ever placed with an employer."""
    life: Life | None = None
    """Of the people of two lots, of whom everything is told."""

    @property
    def file(self) -> Life:
        """What the file of somebody with a whole life holds. Raises ValueError for anybody else."""
        if self.life is None:
            raise ValueError(f"{self.subject} has no whole life")
        return self.life

    @property
    def counted(self) -> bool:
        """Registered within the period that the report covers."""
        return self.registered_on <= report_text.ENDS

    @property
    def left(self) -> bool:
        """Left within the period, with a date that can be relied upon."""
        return self.ending is not None and self.ending.slip is None

    @property
    def planned(self) -> bool:
        return self.ending is not None and self.ending.kind is ExitKind.PLANNED

    @property
    def last_day(self) -> date:
        """The last day of taking part that we tell of."""
        if self.ending is not None:
            return self.ending.on
        return report_text.ENDS if self.counted else report_text.TOLD_BY

    @property
    def exit_day(self) -> date:
        """Day 0 of the windows. Raises ValueError for somebody who has not left."""
        if self.ending is None:
            raise ValueError(f"{self.subject} has not left")
        return self.ending.on

    @property
    def supported_until(self) -> date:
        """The last day of support before a first leaving, if there was one, and before whoever disengages
        stops answering. Within the period for all it covers: a form dated later would leave somebody counted
        without their characteristics."""
        last = self.away.left_on if self.away is not None else self.last_day
        if self.silences:
            last = min(last, plus(self.silences[0].first_call_on, -1))
        return min(last, report_text.ENDS) if self.counted else last

    @property
    def supported_days(self) -> int:
        return (self.supported_until - self.registered_on).days

    @property
    def stay(self) -> int:
        return (self.last_day - self.registered_on).days


def plus(day: date, days: int) -> date:
    return day + timedelta(days=days)
