"""A person as the owner of referrals knows them, for a registration that carries them over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """Who an accepted referral is about, whether they agreed that the referrer may learn of work, and the
    provider that accepted it. Whether they agreed to share says nothing of taking part (handbook 2)."""

    provider: UUID
    identity: Mapping[str, Any]
    shares_work_outcome: bool


ReferredPersons = Mapping[UUID, ReferredPerson | Refusal]
"""By referral: the person, or why the person cannot be fetched."""
