"""Loading and saving what a batch of posted events touches: a constant number of statements."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from services.participants.domain.enrolment import Enrolment, EnrolmentId, Exit, ParticipantId, Status
from shared.persistence.set_of import SetOf
from shared.unit_of_work import UnitOfWork

IDENTITY, ANSWERS = "participant.identity", "record.answers"

_FIXED = {
    "participant_id": "uuid", "reference": "text", "programme": "text", "lot": "text",
    "local_authority": "text", "esf_area": "text", "strand": "text", "registered_on": "date",
    "eligible": "text", "eligibility_reasons": "jsonb", "referral_id": "uuid",
    "shares_work_outcome": "boolean",
}  # fmt: skip
"""What registration settles for good."""
_MOVED = {
    "status": "text", "characteristics": "jsonb", "missing": "jsonb", "mentor": "text", "intensity": "text",
    "plan_version": "int", "has_wheel": "boolean", "has_left": "boolean", "left_on": "date",
    "exit_kind": "text", "exit_reason": "text", "follow_up": "text", "follow_up_due_on": "date",
}  # fmt: skip
"""What later events change."""
_ENROLMENTS = SetOf(
    "enrolment",
    key="id",
    columns={"id": "uuid", **_MOVED, **_FIXED},
    alike={"updated_at": "timestamptz", "provider": "uuid"},
)
_MOVES = SetOf("enrolment", key="id", columns={"id": "uuid", **_MOVED}, alike={"updated_at": "timestamptz"})
_PARTICIPANTS = SetOf(
    "participant",
    key="id",
    columns={"id": "uuid", "reference": "text", "identity": "bytea", "ni_index": "bytea"},
    alike={"provider": "uuid", "recorded_at": "timestamptz"},
)
_RECORDS = SetOf(
    "record",
    key="id",
    columns={
        "id": "uuid", "enrolment_id": "uuid", "kind": "text", "fingerprint": "bytea",
        "happened_at": "timestamptz", "answers": "bytea", "missing": "jsonb",
    },
    alike={"provider": "uuid", "recorded_at": "timestamptz", "recorded_by": "text"},
)  # fmt: skip

# One provider's batches are taken one after another: the same event posted fifty times at once is one.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))"
_RECORDED = "SELECT id, fingerprint, enrolment_id FROM record WHERE id = ANY($1::uuid[])"
_NAMED = "SELECT * FROM enrolment WHERE provider = $1 AND reference = ANY($2::text[])"
_PEOPLE = "SELECT id, reference FROM participant WHERE provider = $1 AND reference = ANY($2::text[])"
_SAME_NI = "SELECT ni_index FROM participant WHERE provider = $1 AND ni_index = ANY($2::bytea[])"
_EXPECTED = """
SELECT referral_id FROM expected WHERE provider = $1 AND referral_id = ANY($2::uuid[]) AND status = 'expected'
"""
_HAS_NOT_LEFT = Exit(None, None, None)
_ARRIVED = "UPDATE expected SET status = 'registered' WHERE referral_id = ANY($1::uuid[])"


class NewPerson(NamedTuple):
    """Somebody new, with who they are still in the clear: `add_people` seals it."""

    id: ParticipantId
    reference: str
    identity: dict[str, Any]
    ni_number: str | None


class NewRecord(NamedTuple):
    """One event, as it will be kept; `answers` is JSON, still in the clear."""

    id: UUID
    enrolment_id: EnrolmentId
    kind: str
    fingerprint: bytes
    happened_at: datetime
    answers: bytes
    missing: tuple[str, ...]


class Recorded(NamedTuple):
    fingerprint: bytes
    enrolment_id: UUID


def record_id(organisation: str, source: str, event_id: str) -> UUID:
    """The id of the record of an event: the same event always gets the same one."""
    named = orjson.dumps([organisation, source, event_id])
    return UUID(bytes=hashlib.sha256(named).digest()[:16], version=5)


async def take_turn(work: UnitOfWork) -> None:
    """Wait until no other batch of this organisation is being taken."""
    await (await work.connection()).execute(_ONE_AT_A_TIME, str(work.caller.organisation))


async def recorded(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Recorded]:
    """Which of the records are there already."""
    rows = await (await work.connection()).fetch(_RECORDED, list(ids))
    return {row["id"]: Recorded(row["fingerprint"], row["enrolment_id"]) for row in rows}


async def enrolments(work: UnitOfWork, references: Collection[str]) -> list[Enrolment]:
    """The organisation's enrolments under these references."""
    rows = await (await work.connection()).fetch(_NAMED, work.caller.organisation, list(references))
    return [enrolment(row) for row in rows]


async def people(work: UnitOfWork, references: Collection[str]) -> dict[str, ParticipantId]:
    if not references:
        return {}
    rows = await (await work.connection()).fetch(_PEOPLE, work.caller.organisation, list(references))
    return {row["reference"]: ParticipantId(row["id"]) for row in rows}


async def expected(work: UnitOfWork, referral_ids: Collection[UUID]) -> set[UUID]:
    """Which of the referrals were accepted for this organisation and wait for registration."""
    if not referral_ids:
        return set()
    rows = await (await work.connection()).fetch(_EXPECTED, work.caller.organisation, list(referral_ids))
    return {row["referral_id"] for row in rows}


async def arrived(work: UnitOfWork, referral_ids: Collection[UUID]) -> None:
    if referral_ids:
        await (await work.connection()).execute(_ARRIVED, list(referral_ids))


async def known_ni_numbers(work: UnitOfWork, numbers: Collection[str]) -> set[str]:
    """Which NI numbers this organisation's people already have."""
    by_index = {work.cipher.blind_index(number): number for number in numbers}
    if not by_index:
        return set()
    rows = await (await work.connection()).fetch(_SAME_NI, work.caller.organisation, list(by_index))
    return {by_index[row["ni_index"]] for row in rows}


async def add_people(work: UnitOfWork, new: Sequence[NewPerson]) -> None:
    cipher = work.cipher
    rows = [
        (
            each.id,
            each.reference,
            cipher.encrypt(orjson.dumps(each.identity), column=IDENTITY, row=each.id),
            cipher.blind_index(each.ni_number) if each.ni_number else None,
        )
        for each in new
    ]
    await _PARTICIPANTS.add(await work.connection(), rows, work.caller.organisation, work.now)


async def add_enrolments(work: UnitOfWork, new: Iterable[Enrolment]) -> None:
    rows = [(*_moved(each), *_fixed(each)) for each in new]
    await _ENROLMENTS.add(await work.connection(), rows, work.now, work.caller.organisation)


async def save_enrolments(work: UnitOfWork, changed: Iterable[Enrolment]) -> None:
    """Save what events have changed of enrolments that are there."""
    await _MOVES.change(await work.connection(), [_moved(each) for each in changed], work.now)


async def add_records(work: UnitOfWork, new: Sequence[NewRecord]) -> None:
    cipher, caller = work.cipher, work.caller
    rows = [
        (
            each.id,
            each.enrolment_id,
            each.kind,
            each.fingerprint,
            each.happened_at,
            cipher.encrypt(each.answers, column=ANSWERS, row=each.id),
            orjson.dumps(each.missing).decode() if each.missing else "[]",
        )
        for each in new
    ]
    await _RECORDS.add(await work.connection(), rows, caller.organisation, work.now, caller.subject)


def enrolment(row: Any) -> Enrolment:
    """The enrolment in a row of the driver's, on whose pooled connections jsonb comes decoded."""
    left = Exit(row["left_on"], row["exit_kind"], row["exit_reason"]) if row["has_left"] else None
    return Enrolment(
        id=EnrolmentId(row["id"]),
        participant_id=ParticipantId(row["participant_id"]),
        provider=row["provider"],
        reference=row["reference"],
        programme=row["programme"],
        lot=row["lot"],
        local_authority=row["local_authority"],
        esf_area=row["esf_area"],
        strand=row["strand"],
        registered_on=row["registered_on"],
        eligible=row["eligible"],
        eligibility_reasons=tuple(row["eligibility_reasons"]),
        referral_id=row["referral_id"],
        shares_work_outcome=row["shares_work_outcome"],
        status=Status(row["status"]),
        characteristics=row["characteristics"],
        missing={form: tuple(lacks) for form, lacks in row["missing"].items()},
        mentor=row["mentor"],
        intensity=row["intensity"],
        plan_version=row["plan_version"],
        has_wheel=row["has_wheel"],
        left=left,
        follow_up=row["follow_up"],
        follow_up_due_on=row["follow_up_due_on"],
    )


def _moved(each: Enrolment) -> tuple[Any, ...]:
    left = each.left or _HAS_NOT_LEFT
    return (
        each.id, each.status, orjson.dumps(each.characteristics).decode(),
        orjson.dumps(each.missing).decode(), each.mentor, each.intensity, each.plan_version, each.has_wheel,
        each.left is not None, left.on, left.kind, left.reason, each.follow_up, each.follow_up_due_on,
    )  # fmt: skip


def _fixed(each: Enrolment) -> tuple[Any, ...]:
    return (
        each.participant_id, each.reference, each.programme, each.lot, each.local_authority, each.esf_area,
        each.strand, each.registered_on, each.eligible, orjson.dumps(each.eligibility_reasons).decode(),
        each.referral_id, each.shares_work_outcome,
    )  # fmt: skip
