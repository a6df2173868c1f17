"""A person as the owner of referrals knows them, for a registration that carries them over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.participants.forms.registered import Consent
from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """Who an accepted referral is about, what they agreed to, and the provider that accepted it."""

    provider: UUID
    identity: Mapping[str, Any]
    consent: Consent | None


ReferredPersons = Mapping[UUID, ReferredPerson | Refusal]
"""By referral: the person, or why the person cannot be fetched."""
