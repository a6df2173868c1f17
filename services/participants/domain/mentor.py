"""Which mentor a provider means by its own reference."""

from uuid import UUID, uuid5


def mentor_id(provider: UUID, reference: str) -> UUID:
    """The mentor's id: the same reference of the same provider is the same mentor."""
    return uuid5(provider, f"mentor/{reference}")
