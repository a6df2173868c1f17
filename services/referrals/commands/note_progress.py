"""Notes how far the provider is with a referral: looked at, a mentor chosen, contact attempted. Nobody else
acts on these moves, and both sides read them."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Final
from uuid import UUID

from services.referrals.commands.dates import day_of_move
from services.referrals.commands.expected import load_expected
from services.referrals.domain.referral import Referral
from services.referrals.store import referrals
from shared.unit_of_work import UnitOfWork


class Progress(Enum):
    """What the provider has done."""

    UNDER_REVIEW = "review"
    ALLOCATED = "allocate"
    CONTACT_ATTEMPTED = "attempt-contact"


_MOVES: Final[Mapping[Progress, Callable[..., Referral]]] = {
    Progress.UNDER_REVIEW: Referral.review,
    Progress.ALLOCATED: Referral.allocate,
    Progress.CONTACT_ATTEMPTED: Referral.attempt_contact,
}


async def note_progress(
    work: UnitOfWork, referral_id: UUID, progress: Progress, *, expected_version: int, on: date | None
) -> Referral:
    """Note what was done.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, on, field="on")
    moved = _MOVES[progress](referral, by=work.caller.organisation, on=day)
    await referrals.save(work, moved)
    return moved
