"""A partner, an organisation that refers people or one that provides the service in its lots, and who may say
where it provides."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.referrals.domain.refusals import KindStands, NothingProposed, SecondPersonNeeded


class Kind(StrEnum):
    REFERRER = "referrer"
    PROVIDER = "provider"


class Move(StrEnum):
    """What was done to an entry of the register."""

    REGISTERED = "registered"
    CHANGED = "changed"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of a partner."""

    name: str
    kind: Kind
    source: str | None = None
    """For a referrer: which kind of source it is."""
    lots: tuple[str, ...] = ()
    """For a provider: where it delivers."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a provider is to deliver once somebody else than `by` has confirmed it; `by` is a person's id."""

    lots: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An entry of the register. Only `lots` say who gets a lot's people; a proposal gets nobody any."""

    id: UUID
    name: str
    kind: Kind
    source: str | None = None
    lots: tuple[str, ...] = ()
    proposal: Proposal | None = None
    version: int = 1

    @classmethod
    def register(cls, partner_id: UUID, told: Entry, *, by: str | None, named: AbstractSet[str]) -> Self:
        """Make a new entry; `by` and `named` are those of `change`. Raises SecondPersonNeeded."""
        return cls(partner_id, told.name, told.kind, told.source)._deliver(told.lots, by=by, named=named)

    @property
    def state(self) -> str:
        """Say, for who has seen another version, whether a proposal waits."""
        return "registered" if self.proposal is None else "proposed"

    @property
    def proposed_lots(self) -> tuple[str, ...] | None:
        return None if self.proposal is None else self.proposal.lots

    def says(self, told: Entry) -> bool:
        """Tell whether an entry says this already, so that nothing would change."""
        lots = self.lots if self.proposal is None else self.proposal.lots
        return told == Entry(self.name, self.kind, self.source, lots)

    def change(self, told: Entry, *, by: str | None, named: AbstractSet[str]) -> Self:
        """Bring the entry up to date. Lots are added at once where the programme names the provider
        (`named`), because who delivers was decided there; any other change of who gets a lot's people is a
        proposal of the person `by`.

        Raises KindStands, and SecondPersonNeeded where nobody has signed in who could propose it."""
        if told.kind is not self.kind:
            raise KindStands(pointer="/kind")
        changed = replace(self, name=told.name, source=told.source, version=self.version + 1)
        return changed._deliver(told.lots, by=by, named=named)

    def confirm(self, *, by: str | None) -> Self:
        """Let the provider deliver where it was proposed. Raises NothingProposed, and SecondPersonNeeded
        unless somebody has signed in who is not the one that proposed it."""
        if self.proposal is None:
            raise NothingProposed
        if by is None or by == self.proposal.by:
            raise SecondPersonNeeded
        lots = self.proposal.lots
        return replace(self, lots=lots, proposal=None, version=self.version + 1)

    def _deliver(self, lots: tuple[str, ...], *, by: str | None, named: AbstractSet[str]) -> Self:
        added, given_up = {*lots} - {*self.lots}, {*self.lots} - {*lots}
        if self.kind is Kind.REFERRER or (added <= named and not given_up):
            return replace(self, lots=lots, proposal=None)
        if by is None:
            raise SecondPersonNeeded(pointer="/lots")
        return replace(self, proposal=Proposal(lots, by))


@dataclass(frozen=True, slots=True)
class PartnerMove:
    """A move of an entry: what it says since, and who moved it: a system for an organisation, and the person
    who had signed in to it, by id."""

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
