"""Which mentor a provider means by its own reference."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

DeriveId = Callable[..., UUID]
"""Derives an id from names under a key, so that nobody can guess it."""


class Mentor(NamedTuple):
    """A mentor of a provider, known by the provider's own reference, which may be a name."""

    id: UUID
    provider: UUID
    reference: str


def mentor_id(derive_id: DeriveId, provider: UUID, reference: str) -> UUID:
    """Derive a mentor's id: the same reference of the same provider is the same mentor."""
    return derive_id("mentor", str(provider), reference)
