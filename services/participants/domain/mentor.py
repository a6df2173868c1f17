"""Which mentor a provider means by its own reference."""

from functools import lru_cache
from uuid import UUID, uuid5


@lru_cache(maxsize=10_000)
def mentor_id(provider: UUID, reference: str) -> UUID:
    """The mentor's id: the same reference of the same provider is the same mentor."""
    return uuid5(provider, f"mentor/{reference}")
