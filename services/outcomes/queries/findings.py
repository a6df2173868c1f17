"""Reads data-quality findings: what somebody has to mend, record by record or counted by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.outcomes.domain.quality.every_rule import rules_of
from services.outcomes.domain.quality.record_to_mend import (
    EnrolmentFinding,
    FindingBatch,
    FindingFilter,
    RecordWithFindings,
)
from services.outcomes.programmes import all_programmes
from services.outcomes.store import findings as store
from shared.as_of import as_of_date
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Summary:
    """How many records break each rule as of a date: of each provider in each lot, and altogether."""

    as_of: date
    batches: Sequence[FindingBatch]

    @property
    def rules(self) -> dict[str, int]:
        """By rule, in order."""
        counts: dict[str, int] = {}
        for each in self.batches:
            counts[each.rule] = counts.get(each.rule, 0) + each.records
        return counts


async def to_mend(
    work: UnitOfWork, which: FindingFilter, *, as_of: date | None, after: UUID, limit: int
) -> list[RecordWithFindings]:
    """Up to `limit` records with something to mend, in the order of their ids, after one of them.

    Raises AsOfInFuture."""
    day = as_of_date(as_of, work.now)
    connection = await work.connection()
    found = await store.page(connection, which, as_of=day, after=after, limit=limit)
    work.readings.note(
        [FieldClass.FINDINGS],
        [
            Shown(each.provider, participant=each.participant, things=[each.enrolment_id])
            for each in found[: limit - 1]  # the one beyond the page is not shown
        ],
    )
    return found


async def count_to_mend(work: UnitOfWork, which: FindingFilter, *, as_of: date | None) -> int:
    """How many records have something to mend. Raises AsOfInFuture."""
    return await store.count(await work.connection(), which, as_of=as_of_date(as_of, work.now))


async def summary(work: UnitOfWork, which: FindingFilter, *, as_of: date | None) -> Summary:
    """Raises AsOfInFuture."""
    day = as_of_date(as_of, work.now)
    return Summary(day, await store.batches(await work.connection(), which, as_of=day))


async def findings_of(
    work: UnitOfWork, participants: Sequence[UUID], as_of: date
) -> Mapping[UUID, list[EnrolmentFinding]]:
    """What is to be mended in the records of each of these people."""
    found = await store.of_participants(await work.connection(), participants, as_of)
    work.readings.note(
        [FieldClass.FINDINGS],
        [
            Shown(each.provider, participant=participant, things=[each.enrolment_id])
            for participant, of_one in found.items()
            for each in of_one
        ],
    )
    return found


async def findings_by_lot(
    work: UnitOfWork, lots: Sequence[str], as_of: date
) -> Mapping[str, Mapping[str, int]]:
    """How many records of each lot break each rule there is: one that was missing would tell."""
    counts = await store.count_by_lot(await work.connection(), as_of)
    rules = rules_of(all_programmes().values())
    return {lot: {**dict.fromkeys(rules, 0), **counts.get(lot, {})} for lot in lots}
