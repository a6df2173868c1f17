"""Webhooks: what a subscriber is told of a move, and when an attempt is made again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.referrals.domain.referral import Referral

MOST_SUBSCRIPTIONS: Final = 20
"""How many an organisation has at most: each is told everything that it asks for."""
PROGRESSED: Final = "referral.progressed"
"""The status is the same, and more is known of the person."""
JITTER: Final = 0.2
"""By how much of itself a wait can be longer: what failed together is not tried again together."""


class State(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up: after the last attempt, or because its subscription is at an end."""


class Disabled(StrEnum):
    """Why nothing is sent to a subscription any more."""

    GONE = "gone"
    """Its address answered 410."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an organisation wants to be told, and where; without the secret, which is told once."""

    id: UUID
    organisation: UUID
    url: str
    types: tuple[str, ...]
    created_at: datetime
    previous_secret_until: datetime | None = None
    """Until when messages are signed with the secret before as well."""
    disabled_at: datetime | None = None
    disabled_because: Disabled | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one subscription, as the log shows it."""

    seq: int
    id: UUID
    type: str
    made_at: datetime
    state: State
    attempts: int
    due_at: datetime
    delivered_at: datetime | None
    last_status: int | None
    last_failure: str | None

    @property
    def next_attempt_at(self) -> datetime | None:
        """When it is tried next, where it still waits."""
        return self.due_at if self.state is State.WAITING else None


@dataclass(frozen=True, slots=True)
class News:
    """Something that an organisation is told about one thing, such as a referral. What is told about the same
    thing arrives in order. `data` holds ids, states and days, and nothing of who it is about."""

    organisation: UUID
    about: UUID
    type: str
    data: dict[str, Any]


def news_of_referral(after: Referral, before: Referral | None = None) -> News | None:
    """Return what the referrer is told of a move: the status it led to, or, where that is the one before,
    that more is known of the person who was registered; None where it tells nothing that a referrer may
    know."""
    if before is None or before.status is not after.status:
        type = f"referral.{after.status.replace('_', '-')}"
    elif _told(before) == _told(after):
        return None
    else:
        type = PROGRESSED
    return News(after.referrer, after.id, type, _told(after))


def _told(referral: Referral) -> dict[str, Any]:
    """Tell reference, states and days. Once the person is registered, the day of a move may be that of one
    which the referrer is not told of."""
    decision, *more = referral.clocks
    is_waiting = decision.stopped_on is None and not decision.is_paused
    contact = more[0] if more else None
    progress = referral.progress
    return {
        "referral_id": str(referral.id),
        "reference": referral.reference,
        "status": referral.status.value,
        "stage": progress.stage.value,
        "made_on": referral.made_on,
        "moved_on": referral.moved_on if progress.registered_on is None else None,
        "decision_due_on": decision.due.on if is_waiting else None,
        "decided_on": referral.decided_on,
        "contact_due_on": contact.due.on if contact and contact.stopped_on is None else None,
        "contact_attempted_on": referral.contact_attempted_on,
        "registered_on": progress.registered_on,
        "left_on": progress.left_on,
        "into_work": progress.into_work,
    }


def next_attempt(at: datetime, attempts: int, waits: Sequence[float], *, chance: float) -> datetime | None:
    """Return when a delivery is tried again that has failed `attempts` times, the last time `at`; None after
    the last attempt. `chance`, from 0 to 1, spreads what failed together."""
    if attempts > len(waits):
        return None
    return at + timedelta(seconds=waits[attempts - 1] * (1 + JITTER * chance))
