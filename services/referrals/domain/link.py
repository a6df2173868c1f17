"""A link by which somebody without a system follows one referral, until it expires or is revoked (handbook 4,
"Feedback")."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Link:
    """A link, without the secret in its address: only whoever was given that has it."""

    id: UUID
    referral_id: UUID
    referrer: UUID
    """The partner whose referral it is, and who reads by it."""
    made_by: UUID
    expires_at: datetime
