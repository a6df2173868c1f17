"""Somebody whose referral a provider accepted and who is not registered yet."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class ExpectedReferral(NamedTuple):
    """An accepted referral that waits for registration; `since` is when it was accepted."""

    referral_id: UUID
    lot: str
    since: datetime
