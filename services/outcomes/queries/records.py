"""Claims and findings, one by one: what an auditor reads and what somebody has to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.outcomes.store import claims as claims_store
from services.outcomes.store import findings as findings_store
from services.outcomes.store import people as people_store
from services.outcomes.store.claims import Claim, ClaimFilter
from services.outcomes.store.findings import RecordWithFindings
from services.outcomes.store.people import Finding
from shared.as_of import as_of_date
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Summary:
    """How many records break each rule as of a date."""

    as_of: date
    rules: dict[str, int]


async def claim(work: UnitOfWork, claim_id: UUID) -> Claim:
    """Raises NotFound."""
    found = await claims_store.one(await work.connection(), claim_id)
    if found is None:
        raise NotFound
    return found


async def claims(work: UnitOfWork, wanted: ClaimFilter, *, after: UUID, size: int) -> list[Claim]:
    return await claims_store.page(await work.connection(), wanted, after=after, size=size)


async def to_mend(
    work: UnitOfWork, *, as_of: date | None, rule: str | None, lot: str | None, after: UUID, size: int
) -> list[RecordWithFindings]:
    """Records with something to mend. Raises AsOfInFuture."""
    day = as_of_date(as_of, work.now)
    connection = await work.connection()
    return await findings_store.page(connection, as_of=day, rule=rule, lot=lot, after=after, size=size)


async def summary(work: UnitOfWork, *, as_of: date | None, lot: str | None) -> Summary:
    """Raises AsOfInFuture."""
    day = as_of_date(as_of, work.now)
    return Summary(day, await findings_store.by_rule(await work.connection(), as_of=day, lot=lot))


async def claims_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Claim]]:
    return await people_store.claims(work, participants)


async def findings_of(
    work: UnitOfWork, participants: Sequence[UUID], as_of: date
) -> Mapping[UUID, list[Finding]]:
    """What is to be mended in people's records."""
    return await people_store.findings(work, participants, as_of)
