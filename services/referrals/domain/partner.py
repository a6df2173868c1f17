"""A partner: an organisation that refers people, or one that provides the service in its lots."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    REFERRER = "referrer"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Partner:
    id: UUID
    name: str
    kind: Kind
    source: str | None = None
    """For a referrer: which kind of source it is."""
    lots: tuple[str, ...] = ()
    """For a provider: where it delivers."""
