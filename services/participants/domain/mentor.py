"""Which mentor a provider means by its own reference."""

from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid5


class Mentor(NamedTuple):
    """A mentor of a provider, known by the provider's own reference."""

    provider: UUID
    reference: str

    @property
    def id(self) -> UUID:
        return mentor_id(self.provider, self.reference)


@lru_cache(maxsize=10_000)
def mentor_id(provider: UUID, reference: str) -> UUID:
    """Derive a mentor's id: the same reference of the same provider is the same mentor."""
    return uuid5(provider, f"mentor/{reference}")
