"""What can be asked about participants."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.participants.domain.enrolment import Enrolment
from services.participants.store import reading
from services.participants.store.reading import Record
from services.participants.tables import ExpectedRow
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Participant:
    """A person with everything known about them."""

    id: UUID
    identity: dict[str, Any]
    enrolments: list[Enrolment]
    records: dict[UUID, list[Record]]


async def participant(work: Work, participant_id: UUID) -> Participant:
    """Raises NotFound."""
    enrolments = await reading.enrolments_of(work, participant_id)
    return Participant(
        id=participant_id,
        identity=await reading.identity_of(work, participant_id),
        enrolments=enrolments,
        records=await reading.records_of(work, [each.id for each in enrolments]),
    )


async def enrolments(
    work: Work,
    *,
    after: UUID,
    size: int,
    reference: str | None,
    status: str | None,
    lot: str | None,
    incomplete: bool,
) -> list[Enrolment]:
    return await reading.page(
        work,
        after=after,
        size=size,
        reference=reference,
        status=status,
        lot=lot,
        incomplete=incomplete,
    )


async def expected(work: Work, *, after: UUID, size: int) -> list[ExpectedRow]:
    return await reading.expected(work, after=after, size=size)
