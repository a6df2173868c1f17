"""The erasure of a person: why and by whom, which is all that stays (UK GDPR, article 17)."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class ErasureReason(StrEnum):
    """The grounds on which somebody is erased (article 17(1))."""

    NO_LONGER_NEEDED = "no_longer_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTED = "objected"
    UNLAWFUL = "unlawful"
    LEGAL_OBLIGATION = "legal_obligation"


class Erasure(NamedTuple):
    """That somebody was erased; their id leads to nothing any more."""

    participant_id: UUID
    provider: UUID
    reason: ErasureReason
    erased_by: str
    erased_at: datetime
