"""Who is calling, as their token says."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Caller:
    role: str
    organisation: UUID
    lots: frozenset[str]
    purposes: frozenset[str]
    subject: str

    def for_purpose(self, purpose: str) -> bool:
        return purpose in self.purposes


NOBODY = UUID(int=0)
"""The organisation of the platform itself."""


def worker(service: str) -> Caller:
    """The platform acting by itself, when a fact arrives or time passes."""
    return Caller(
        role="system",
        organisation=NOBODY,
        lots=frozenset(),
        purposes=frozenset({"operation"}),
        subject=f"worker:{service}",
    )
