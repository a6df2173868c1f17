"""Reads claims and refusals: what an auditor reads."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from services.outcomes.domain.recorded_claim import Claim, ClaimFilter
from services.outcomes.store import claims as store
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def claim(work: UnitOfWork, claim_id: UUID) -> Claim:
    """Raises NotFound."""
    found = await store.get_many(await work.connection(), [claim_id])
    if not found:
        raise NotFound
    _note(work, found)
    return found[0]


async def claims(work: UnitOfWork, wanted: ClaimFilter, *, after: UUID, limit: int) -> list[Claim]:
    """Up to `limit` claims in the order of their ids, after one of them."""
    found = await store.page(await work.connection(), wanted, after=after, limit=limit)
    _note(work, found[: limit - 1])  # the one beyond the page is not shown
    return found


async def count_claims(work: UnitOfWork, wanted: ClaimFilter) -> int:
    """How many claims there are of those wanted."""
    return await store.count(await work.connection(), wanted)


async def claims_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Claim]]:
    """Everything decided for each of these people."""
    found = await store.of_participants(await work.connection(), participants)
    _note(work, [each for of_one in found.values() for each in of_one])
    return found


def _note(work: UnitOfWork, shown: Iterable[Claim]) -> None:
    """Note that claims are shown."""
    work.readings.note(
        [FieldClass.CLAIMS],
        [Shown(each.provider, participant=each.participant, things=[each.id]) for each in shown],
    )
