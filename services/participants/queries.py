"""Read-only answers about participants, within what the caller may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.participants.domain.caseload import Caseload, GroupBy, MentorLoad, caseload
from services.participants.domain.due.registry import rules
from services.participants.domain.due.rule import Due, DueFilter
from services.participants.domain.enrolment import Enrolment, EnrolmentFilter
from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.domain.record import Record
from services.participants.programmes import known_programmes, programme
from services.participants.store import caseloads as caseload_store
from services.participants.store import due as due_store
from services.participants.store import enrolments as enrolment_store
from services.participants.store import expected_referrals, people, records
from services.participants.store import mentors as mentor_store
from shared.clock import date_in_wales
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Participant:
    """A person with everything known about them; `records` by enrolment, and the references of `mentors` by
    id."""

    id: UUID
    identity: Mapping[str, Any]
    enrolments: Sequence[Enrolment]
    records: Mapping[UUID, Sequence[Record]]
    mentors: Mapping[UUID, str]


async def participant(work: UnitOfWork, participant_id: UUID, *, purpose: str) -> Participant:
    """Load one person with everything known about them; the reading for `purpose` is recorded. Raises
    NotFound."""
    enrolments = (await enrolments_of(work, [participant_id])).get(participant_id)
    if enrolments is None:
        raise NotFound
    identity = (await identities(work, [participant_id], purpose)).get(participant_id)
    if identity is None:
        raise NotFound
    return Participant(
        id=participant_id,
        identity=identity,
        enrolments=enrolments,
        records=await records_of(work, [each.id for each in enrolments]),
        mentors=await mentor_references(work, {each.mentor for each in enrolments if each.mentor}),
    )


async def enrolments(
    work: UnitOfWork, matching: EnrolmentFilter, *, after: tuple[UUID, UUID], limit: int
) -> list[Enrolment]:
    """Load enrolments that follow `after`, by participant and id."""
    return await enrolment_store.page(work, matching, after=after, limit=limit)


async def participant_ids(
    work: UnitOfWork, matching: EnrolmentFilter, *, after: UUID, limit: int
) -> list[UUID]:
    """List the people with such an enrolment that follow `after`, by id."""
    return await enrolment_store.page_of_participants(work, matching, after=after, limit=limit)


async def expected(work: UnitOfWork, *, after: UUID, limit: int) -> list[ExpectedReferral]:
    """Load the referrals that wait for registration and follow `after`, by id."""
    return await expected_referrals.page(work, after=after, limit=limit)


async def due(work: UnitOfWork, matching: DueFilter, *, after: tuple[date, UUID], limit: int) -> list[Due]:
    """List what is due today in Wales and follows `after`: by the day it fell due, and id."""
    of_programmes = {code: rules(programme(code).due) for code in sorted(known_programmes())}
    today = date_in_wales(work.now)
    return await due_store.page(work, of_programmes, matching, today=today, after=after, limit=limit)


async def enrolments_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Enrolment]]:
    """Load people's enrolments, the earliest first."""
    return await enrolment_store.of_participants(work, participants)


async def enrolments_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Enrolment]:
    """Load enrolments."""
    return await enrolment_store.get_many(work, ids)


async def identities(
    work: UnitOfWork, participants: Sequence[UUID], purpose: str
) -> Mapping[UUID, dict[str, Any]]:
    """Load who people are; every reading for `purpose` is recorded."""
    return await people.identities(work, participants, purpose=purpose)


async def records_of(work: UnitOfWork, enrolment_ids: Sequence[UUID]) -> Mapping[UUID, list[Record]]:
    """Load everything recorded about enrolments, in the order it happened."""
    return await records.of_enrolments(work, enrolment_ids)


async def caseloads(
    work: UnitOfWork, keys: Sequence[str], by: GroupBy, of_programme: str
) -> Mapping[str, Caseload]:
    """Count open files under each key. Raises UnknownProgramme."""
    known = programme(of_programme).code
    found = await caseload_store.shares(work, by, keys, programme=known)
    return {key: caseload(shares) for key, shares in found.items()}


async def mentors(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, MentorLoad]:
    """Count what mentors carry over all their lots; whoever was ever allocated is found."""
    return await mentor_store.loads(work, ids)


async def mentor_references(work: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Answer by which reference their provider knows mentors."""
    return await mentor_store.references(work, ids)
