"""Keeps which accepted referrals wait for registration."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.tables import ExpectedReferralRow
from shared.persistence.bulk import upsert_many
from shared.persistence.row_count import FIRST_OF_ALL, count_answers
from shared.unit_of_work import UnitOfWork

_WAITING = """
SELECT referral_id FROM expected WHERE provider = $1 AND referral_id = ANY($2::uuid[]) AND status = 'expected'
"""
_PAGE = """
SELECT referral_id, lot, since FROM expected WHERE referral_id > $1 AND status = 'expected'
ORDER BY referral_id LIMIT $2
"""
_MARK_REGISTERED = "UPDATE expected SET status = 'registered' WHERE referral_id = ANY($1::uuid[])"
_EXPECT_AGAIN = """
UPDATE expected SET status = 'expected' WHERE referral_id = ANY($1::uuid[]) AND status = 'registered'
"""
_WITHDRAW = """
UPDATE expected SET status = 'withdrawn' WHERE referral_id = ANY($1::uuid[]) AND status = 'expected'
"""


async def waiting(work: UnitOfWork, referral_ids: Collection[UUID]) -> set[UUID]:
    """Find which of the referrals were accepted for this organisation and wait for registration."""
    if not referral_ids:
        return set()
    rows = await (await work.connection()).fetch(_WAITING, work.caller.organisation, list(referral_ids))
    return {row["referral_id"] for row in rows}


async def page(work: UnitOfWork, *, after: UUID, limit: int) -> list[ExpectedReferral]:
    """Load the organisation's waiting referrals that follow `after`, by id."""
    rows = await (await work.connection()).fetch(_PAGE, after, limit)
    return [ExpectedReferral(**row) for row in rows]


async def count(work: UnitOfWork) -> int:
    """Count the organisation's waiting referrals."""
    return await count_answers(await work.connection(), _PAGE, FIRST_OF_ALL, None)


async def expect(work: UnitOfWork, referrals: Sequence[ExpectedReferral], *, provider: UUID) -> None:
    """Note referrals that a provider accepted."""
    await upsert_many(
        await work.connection(),
        ExpectedReferralRow,
        [each._asdict() for each in referrals],
        provider=provider,
        status="expected",
    )


async def mark_registered(work: UnitOfWork, referral_ids: Collection[UUID]) -> None:
    """Note that the referred people are registered."""
    if referral_ids:
        await (await work.connection()).execute(_MARK_REGISTERED, list(referral_ids))


async def expect_again(work: UnitOfWork, referral_ids: Collection[UUID]) -> None:
    """Wait for people whose registration was withdrawn."""
    if referral_ids:
        await (await work.connection()).execute(_EXPECT_AGAIN, list(referral_ids))


async def withdraw(work: UnitOfWork, referral_ids: Collection[UUID]) -> None:
    """Wait no longer for referrals that were withdrawn; who is registered stays so."""
    await (await work.connection()).execute(_WITHDRAW, list(referral_ids))
