"""Read-only answers about participants, within what the caller may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.participants.domain.break_glass import BreakGlassReason
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.enrolment_filter import EnrolmentFilter
from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.domain.limits import Limit, LimitKind
from services.participants.domain.record import Record
from services.participants.domain.refusals import ProcessingRestricted
from services.participants.queries.caseloads import mentor_references
from services.participants.store import enrolments as enrolment_store
from services.participants.store import expected_referrals, limits, people, person_corrections, records
from shared import security_events
from shared.audit.readings import AccessPoint, Shown
from shared.auth import Permitted
from shared.clock import date_in_wales
from shared.contracts.reading import FieldClass
from shared.contracts.role_policy import Permission, Purpose
from shared.refusal import NotFound, NotPermitted
from shared.unit_of_work import UnitOfWork

_ALL_DUE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Participant:
    """A person with everything known about them; `records` by enrolment, and the references of `mentors` by
    id."""

    id: UUID
    identity: Mapping[str, Any]
    enrolments: Sequence[Enrolment]
    records: Mapping[UUID, Sequence[Record]]
    mentors: Mapping[UUID, str]
    limits: Sequence[Limit]


async def participant(work: UnitOfWork, participant_id: UUID) -> Participant:
    """Load one person with everything known about them. Raises NotFound, and ProcessingRestricted where they
    are restricted and not read for a purpose that they are held for."""
    standing = await limits.standing(work, participant_id, on=date_in_wales(work.now))
    for each in standing:
        if each.kind is LimitKind.RESTRICTION and not _reads_restricted(work):
            raise ProcessingRestricted(
                reason=each.reason, until=each.until.isoformat() if each.until else None
            )
    enrolments = (await enrolments_of(work, [participant_id])).get(participant_id)
    if enrolments is None:
        raise NotFound
    identity = (await identities(work, [participant_id])).get(participant_id)
    if identity is None:
        raise NotFound
    return Participant(
        id=participant_id,
        identity=identity,
        enrolments=enrolments,
        records=await records_of(work, [each.id for each in enrolments]),
        mentors=await mentor_references(work, {each.mentor for each in enrolments if each.mentor}),
        limits=standing,
    )


async def participant_behind_glass(
    work: UnitOfWork, participant_id: UUID, reason: BreakGlassReason
) -> Participant:
    """Load a person of any organisation for somebody who has signed in and says why. The attempt is a
    security event; the reading is recorded with the reason as its purpose, where the person's own provider
    sees it.

    Raises NotPermitted where a system asks by itself, and NotFound."""
    if work.caller.person is None:
        raise NotPermitted
    security_events.record("break-glass", work.caller.identity(), reason=reason.value)
    checked = Permitted(Permission.BREAK_GLASS, purpose=f"{Purpose.BREAK_GLASS}:{reason}")
    work.readings.point = AccessPoint("", checked)
    async with work.with_system_role():
        return await participant(work, participant_id)


class MendedRecord(NamedTuple):
    """A record with its versions; of one that put somebody right, the old and the new of it."""

    record: Record
    enrolment_id: UUID
    person: tuple[Mapping[str, Any], Mapping[str, Any]] | None


async def mended_records(
    work: UnitOfWork, participant_id: UUID, *, after: UUID, limit: int
) -> list[MendedRecord]:
    """List the records of one person that follow the record `after`, in the order in which they happened.
    They say who somebody was. Raises NotFound."""
    every = await with_corrections(work, await participant(work, participant_id))
    ids = [each.record.id for each in every]
    first = ids.index(after) + 1 if after in ids else 0
    return every[first : first + limit]


async def with_corrections(work: UnitOfWork, found: Participant) -> list[MendedRecord]:
    """List the records of a person with what each put right of who they are, in the order in which they
    happened."""
    every = [(each, enrolment) for enrolment, recorded in found.records.items() for each in recorded]
    every.sort(key=lambda each: (each[0].latest.happened_at, each[0].place))
    persons = await person_corrections.of_records(work, found.id, [record.id for record, _ in every])
    return [MendedRecord(record, enrolment, persons.get(record.id)) for record, enrolment in every]


async def enrolments(
    work: UnitOfWork, matching: EnrolmentFilter, *, after: tuple[UUID, UUID], limit: int
) -> list[Enrolment]:
    """Load enrolments that follow `after`, by participant and id."""
    found = await enrolment_store.page(work, matching, after=after, limit=limit)
    _note(work, found[: limit - 1])  # the one beyond the page is not shown
    return found


async def enrolments_by_reference(work: UnitOfWork, reference: str) -> list[Enrolment]:
    """Load the enrolments of whoever the caller's organisation knows by a reference."""
    found = _usable(work, await enrolment_store.of_references(work, {reference}))
    _note(work, found)
    return found


async def participant_ids(
    work: UnitOfWork, matching: EnrolmentFilter, *, after: UUID, limit: int
) -> list[UUID]:
    """List the people with such an enrolment that follow `after`, by id; whoever shows them notes it."""
    return await enrolment_store.page_of_participants(work, matching, after=after, limit=limit)


async def count_participants(work: UnitOfWork, matching: EnrolmentFilter) -> int:
    """Count the people with such an enrolment."""
    return await enrolment_store.count_participants(work, matching)


async def count_expected(work: UnitOfWork) -> int:
    """Count the referrals that wait for registration."""
    return await expected_referrals.count(work)


async def expected(work: UnitOfWork, *, after: UUID, limit: int) -> list[ExpectedReferral]:
    """Load the referrals that wait for registration and follow `after`, by id."""
    found = await expected_referrals.page(work, after=after, limit=limit)
    provider = work.caller.organisation
    shown = [Shown(provider, referral=each.referral_id) for each in found[: limit - 1]]
    work.readings.note([FieldClass.REFERRAL], shown)
    return found


async def enrolments_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Enrolment]]:
    """Load people's enrolments, the earliest first."""
    loaded = await enrolment_store.of_participants(work, participants)
    found = {id: usable for id, of_one in loaded.items() if (usable := _usable(work, of_one))}
    _note(work, [each for of_one in found.values() for each in of_one])
    missed = [each for each in participants if each not in found]
    work.readings.note_missed([FieldClass.ENROLMENT], participants=missed)
    return found


async def referrals_of(work: UnitOfWork, participant_id: UUID) -> list[UUID] | None:
    """List the referrals that a person came by; None where the caller sees no such person."""
    found = (await enrolment_store.of_participants(work, [participant_id])).get(participant_id)
    if found is None:
        return None
    return [each.referral_id for each in found if each.referral_id is not None]


async def enrolments_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Enrolment]:
    """Load enrolments."""
    loaded = await enrolment_store.get_many(work, ids)
    found: dict[UUID, Enrolment] = {each.id: each for each in _usable(work, loaded.values())}
    _note(work, found.values())
    return found


async def identities(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Load who people are."""
    today = None if _reads_restricted(work) else date_in_wales(work.now)
    return await people.identities(work, participants, unrestricted_on=today)


async def records_of(work: UnitOfWork, enrolment_ids: Sequence[UUID]) -> Mapping[UUID, list[Record]]:
    """Load everything recorded about enrolments, in the order it happened."""
    found = await records.of_enrolments(work, enrolment_ids)
    owners = await enrolment_store.owners(work, [id for id, recorded in found.items() if recorded])
    work.readings.note(
        [FieldClass.RECORDS],
        [
            Shown(provider, participant=participant, things=[each.id for each in found[id]])
            for id, participant, provider in owners
        ],
    )
    return found


def _usable(work: UnitOfWork, found: Iterable[Enrolment]) -> list[Enrolment]:
    """Leave out the enrolments of people who are restricted today, whom nobody uses."""
    if _reads_restricted(work):
        return list(found)
    today = date_in_wales(work.now)
    return [each for each in found if not each.is_restricted(today)]


def _reads_restricted(work: UnitOfWork) -> bool:
    """Tell whether people are read for a purpose for which they are held while they are restricted: to answer
    themselves, or to protect somebody (UK GDPR, article 18(2))."""
    point = work.readings.point
    purpose = point.permission.purpose if point and point.permission else ""
    return purpose == Purpose.SUBJECT_ACCESS or purpose.startswith(Purpose.BREAK_GLASS)


def _note(work: UnitOfWork, shown: Iterable[Enrolment]) -> None:
    """Note that enrolments are shown."""
    work.readings.note(
        [FieldClass.ENROLMENT, FieldClass.CHARACTERISTICS],
        [Shown(each.provider, participant=each.participant_id, things=[each.id]) for each in shown],
    )
