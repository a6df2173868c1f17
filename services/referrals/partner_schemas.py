"""The request and response shapes of partners."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.referrals.domain.partner import Entry, Kind, Move, Partner, PartnerMove
from shared.contracts.vocabulary import Lot, ReferralSource
from shared.web.field_types import SingleLine, StrictModel


class PartnerIn(StrictModel):
    name: SingleLine
    kind: Kind
    source: ReferralSource | None = None
    lots: tuple[Lot, ...] = Field(default=(), max_length=7)

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
