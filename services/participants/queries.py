"""What can be asked about participants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.participants.domain.caseload import Caseload, MentorLoad, caseload
from services.participants.domain.enrolment import Enrolment
from services.participants.programmes import programme
from services.participants.store import caseloads as caseload_store
from services.participants.store import reading, several
from services.participants.store.caseloads import By
from services.participants.store.reading import Record
from services.participants.tables import ExpectedRow
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Participant:
    """A person with everything known about them."""

    id: UUID
    identity: dict[str, Any]
    enrolments: list[Enrolment]
    records: dict[UUID, list[Record]]


async def participant(work: UnitOfWork, participant_id: UUID, *, purpose: str) -> Participant:
    """A person; that they are read for `purpose` is written down. Raises NotFound."""
    enrolments = await reading.enrolments_of(work, participant_id)
    return Participant(
        id=participant_id,
        identity=await reading.identity_of(work, participant_id, purpose=purpose),
        enrolments=enrolments,
        records=await reading.records_of(work, [each.id for each in enrolments]),
    )


async def enrolments(
    work: UnitOfWork,
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


async def expected(work: UnitOfWork, *, after: UUID, size: int) -> list[ExpectedRow]:
    return await reading.expected(work, after=after, size=size)


async def people(
    work: UnitOfWork,
    *,
    after: UUID,
    size: int,
    reference: str | None,
    status: str | None,
    lot: str | None,
    incomplete: bool,
) -> list[UUID]:
    return await several.people(
        work, after=after, size=size, reference=reference, status=status, lot=lot, incomplete=incomplete
    )


async def enrolments_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Enrolment]]:
    return await several.enrolments_of(work, participants)


async def enrolments_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Enrolment]:
    return await several.enrolments(work, ids)


async def identities(
    work: UnitOfWork, participants: Sequence[UUID], purpose: str
) -> Mapping[UUID, dict[str, Any]]:
    """Who people are; each reading for `purpose` is written down."""
    return await several.identities(work, participants, purpose)


async def records_of(work: UnitOfWork, enrolment_ids: Sequence[UUID]) -> Mapping[UUID, list[Record]]:
    return await reading.records_of(work, enrolment_ids)


async def caseloads(
    work: UnitOfWork, keys: Sequence[str], by: By, of_programme: str
) -> Mapping[str, Caseload]:
    """Open files under each key, from the rows that the caller may see. Raises UnknownProgramme."""
    known = programme(of_programme).code
    found = await caseload_store.shares(work, by, keys, programme=known)
    return {key: caseload(shares) for key, shares in found.items()}


async def mentors(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, MentorLoad]:
    """What mentors carry, over all their lots. An id follows from a reference, and not the other way round:
    so all mentors that the caller may know of are counted, and those that were meant picked out."""
    every = caseload(await caseload_store.of_mentors(work))
    return {load.id: load for load in every.mentors if load.id in set(ids)}
