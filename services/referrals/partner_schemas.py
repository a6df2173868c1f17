"""The request and response shapes of partners."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.referrals.domain.partner import Entry, Kind, Move, Partner, PartnerMove
from services.referrals.domain.referral_counts import ReferralCounts
from shared.contracts.vocabulary import ReferralSource
from shared.statistics import median
from shared.web.field_types import SingleLine, StrictModel
from shared.web.programme_codes import LotCode


class PartnerIn(StrictModel):
    name: SingleLine
    kind: Kind
    source: ReferralSource | None = None
    lots: tuple[LotCode, ...] = Field(default=(), max_length=64)

    def entry(self) -> Entry:
        return Entry(self.name, self.kind, self.source, self.lots)


class PartnerOut(BaseModel):
    id: UUID
    name: str
    kind: Kind
    source: str | None
    lots: tuple[str, ...]
    proposed_lots: tuple[str, ...] | None
    """Where a provider delivers once somebody else has confirmed it."""
    version: int

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls.model_validate(partner, from_attributes=True)


class PartnerMoveOut(BaseModel):
    """What an entry says since a move, and who moved it; `person` is the id of who had signed in."""

    version: int
    move: Move
    name: str
    source: str | None
    lots: tuple[str, ...]
    proposed_lots: tuple[str, ...] | None
    organisation: UUID
    client: str
    person: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, move: PartnerMove) -> Self:
        return cls.model_validate(move, from_attributes=True)


class ConversionMonthOut(BaseModel):
    """What had become of the people sent in a month."""

    month: str
    received: int
    accepted: int
    declined: int
    withdrawn: int
    """How many were taken back before they were decided."""
    waiting: int
    overdue: int
    """How many were undecided after the day on which a decision was due."""
    registered: int
    left: int
    """How many had left."""
    into_work: int
    """How many had gone into work, of those who agreed that their referrer may know."""
    median_working_days: float | None

    @classmethod
    def of(cls, month: date, counts: ReferralCounts) -> Self:
        told = {name: getattr(counts, name) for name in cls.model_fields if hasattr(counts, name)}
        return cls(month=f"{month:%Y-%m}", median_working_days=median(counts.days), **told)


class ConversionOut(BaseModel):
    """What had become of the people whom a partner sent, by the month of the referral, as of a date."""

    partner: UUID
    programme: str | None
    as_of: date
    months: list[ConversionMonthOut]

    @classmethod
    def of(
        cls, partner: UUID, programme: str | None, as_of: date, months: Mapping[date, ReferralCounts]
    ) -> Self:
        told = [ConversionMonthOut.of(month, counts) for month, counts in months.items()]
        return cls(partner=partner, programme=programme, as_of=as_of, months=told)
