"""Reads claims and refusals: what an auditor reads."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.outcomes.domain.recorded_claim import Claim, ClaimFilter
from services.outcomes.store import claims as store
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def claim(work: UnitOfWork, claim_id: UUID) -> Claim:
    """Raises NotFound."""
    found = await store.get_many(await work.connection(), [claim_id])
    if not found:
        raise NotFound
    return found[0]


async def claims(work: UnitOfWork, wanted: ClaimFilter, *, after: UUID, limit: int) -> list[Claim]:
    """Up to `limit` claims in the order of their ids, after one of them."""
    return await store.page(await work.connection(), wanted, after=after, limit=limit)


async def claims_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Claim]]:
    """Everything decided for each of these people."""
    return await store.of_participants(await work.connection(), participants)
