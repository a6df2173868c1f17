"""The caller that a verified token names, with the rights of its role."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared.auth.role_policy import NO_RIGHTS, RolePolicy, Scope

SYSTEM: Final = "system"
"""The role of the platform itself, which no token can claim."""
NOBODY: Final = UUID(int=0)
"""The organisation of the platform itself."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling. `purposes` are those its token claims; `policy` says what its role may do at all.

    `subject` is whom the token was issued to. `client` is the system that asks, where the token says so, and
    `person` the opaque id of the one who sits before it: None where a system acts by itself."""

    role: str
    organisation: UUID
    lots: frozenset[str]
    purposes: frozenset[str]
    subject: str
    policy: RolePolicy = NO_RIGHTS
    client: str = ""
    person: str | None = None

    def identity(self) -> dict[str, str]:
        """Say who this is, by ids, for an entry or an event."""
        said = {"role": self.role, "organisation": str(self.organisation), "client": self.client}
        return said if self.person is None else said | {"person": self.person}

    def for_purpose(self, purpose: str) -> bool:
        """Tell whether the token claims a purpose, and the role may act for it."""
        return purpose in self.purposes and purpose in self.policy.purposes

    def reaches(self, organisation: UUID) -> bool:
        """Tell whether what belongs to an organisation is within the scope of the caller's role."""
        return self.policy.scope is Scope.EVERYTHING or organisation == self.organisation


def worker(service: str) -> Caller:
    """Make the caller that the platform is to itself, when a fact arrives or time passes."""
    return Caller(
        role=SYSTEM,
        organisation=NOBODY,
        lots=frozenset(),
        purposes=frozenset({"operation"}),
        subject=f"worker:{service}",
    )
