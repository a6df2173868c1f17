"""Keeps enrolments: rows ↔ domain."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.participants.domain.consent import StandingConsent
from services.participants.domain.disengagement import Strikes
from services.participants.domain.enrolment import Enrolment, Status
from services.participants.domain.enrolment_filter import EnrolmentFilter
from services.participants.domain.exit import Exit
from services.participants.domain.follow_up import FollowUp
from services.participants.domain.soft_landing import SoftLanding
from services.participants.tables import EnrolmentRow
from shared.clock import date_in_wales
from shared.persistence.bulk import insert_many, update_many
from shared.persistence.row_count import FIRST_OF_ALL, count_answers
from shared.unit_of_work import UnitOfWork

_FIXED: Final = frozenset(
    {
        "participant_id",
        "provider",
        "reference",
        "programme",
        "lot",
        "local_authority",
        "esf_area",
        "strand",
        "registered_on",
        "eligible",
        "eligibility_reasons",
        "referral_id",
        "restatement",
    }
)
"""What registration settles: no later form changes it, so that updates leave it out."""
_CONSENTS: Final = ("consents", "consent_withdrawn_on", "shares_work_outcome")
_CONTACTS: Final = ("last_contact_on", "last_reached_on")
_HAS_NOT_LEFT: Final = Exit(None, None, None)

_BY_ID = "SELECT * FROM enrolment WHERE id = ANY($1::uuid[])"
_OWNERS = "SELECT id, participant_id, provider FROM enrolment WHERE id = ANY($1::uuid[])"
# with the data keys of the people, which whoever records something needs next
_BY_REFERENCE = """
SELECT enrolment.*, master_version, wrapped FROM enrolment LEFT JOIN person_key ON person = participant_id
WHERE provider = $1 AND reference = ANY($2::text[])
"""
_BY_PARTICIPANT = """
SELECT * FROM enrolment WHERE participant_id = ANY($1::uuid[]) ORDER BY registered_on, id
"""
_MATCHES = """($1::text IS NULL OR reference = $1) AND ($2::text IS NULL OR status = $2)
  AND ($3::text IS NULL OR lot = $3) AND (NOT $4 OR missing <> '{}')"""
_PAGE = f"""
SELECT * FROM enrolment WHERE {_MATCHES} AND (participant_id, id) > ($5, $6)
  AND (restricted_until IS NULL OR restricted_until < $8)
ORDER BY participant_id, id LIMIT $7
"""  # noqa: S608  (our own condition)
_PAGE_OF_PARTICIPANTS = f"""
SELECT DISTINCT participant_id FROM enrolment WHERE {_MATCHES} AND participant_id > $5
  AND (restricted_until IS NULL OR restricted_until < $7)
ORDER BY participant_id LIMIT $6
"""  # noqa: S608


async def get_many(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Enrolment]:
    """Load enrolments by id; those that the caller may not see are left out."""
    rows = await (await work.connection()).fetch(_BY_ID, ids)
    return {row["id"]: _enrolment(row) for row in rows}


async def owners(work: UnitOfWork, ids: Sequence[UUID]) -> list[tuple[UUID, UUID, UUID]]:
    """Tell of each enrolment whose it is: its id, the participant and the provider."""
    return [tuple(row) for row in await (await work.connection()).fetch(_OWNERS, ids)]


async def of_references(work: UnitOfWork, references: Collection[str]) -> list[Enrolment]:
    """Load the organisation's enrolments under these references, and the data keys of their people."""
    rows = await (await work.connection()).fetch(_BY_REFERENCE, work.caller.organisation, list(references))
    found = []
    for row in rows:
        *columns, (_, version), (_, wrapped) = row.items()
        work.cipher.add(row["participant_id"], wrapped, version=version)
        found.append(_enrolment(dict(columns)))
    return found


async def of_participants(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[Enrolment]]:
    """Load each person's enrolments, the earliest first; people that the caller may not see are left out."""
    found: dict[UUID, list[Enrolment]] = {}
    for row in await (await work.connection()).fetch(_BY_PARTICIPANT, ids):
        found.setdefault(row["participant_id"], []).append(_enrolment(row))
    return found


async def page(
    work: UnitOfWork, matching: EnrolmentFilter, *, after: tuple[UUID, UUID], limit: int
) -> list[Enrolment]:
    """Load the organisation's enrolments that follow `after`, by participant and id, but for people who are
    restricted today."""
    today = date_in_wales(work.now)
    rows = await (await work.connection()).fetch(_PAGE, *matching, *after, limit, today)
    return [_enrolment(row) for row in rows]


async def page_of_participants(
    work: UnitOfWork, matching: EnrolmentFilter, *, after: UUID, limit: int
) -> list[UUID]:
    """List the ids of the organisation's people with such an enrolment that follow `after`, in order, but for
    those who are restricted today."""
    today = date_in_wales(work.now)
    rows = await (await work.connection()).fetch(_PAGE_OF_PARTICIPANTS, *matching, after, limit, today)
    return [row["participant_id"] for row in rows]


async def count_participants(work: UnitOfWork, matching: EnrolmentFilter) -> int:
    """Count the organisation's people with such an enrolment."""
    values = (*matching, FIRST_OF_ALL, None, date_in_wales(work.now))
    return await count_answers(await work.connection(), _PAGE_OF_PARTICIPANTS, *values)


async def insert(work: UnitOfWork, enrolments: Iterable[Enrolment]) -> None:
    """Add enrolments."""
    await insert_many(await work.connection(), EnrolmentRow, [_row(each) for each in enrolments])


async def update(
    work: UnitOfWork, enrolments: Iterable[Enrolment], *, before: Mapping[UUID, Enrolment]
) -> None:
    """Save what forms changed of enrolments that were `before` as they were loaded.

    That a follow-up was announced is written only where the day on which it is due changed: the timer notes
    it at the same time, and writing back what was loaded would announce the follow-up twice. What
    registration settles is written only after a mending, and a restriction never."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for each in enrolments:
        if _differs_in_contacts_only(each, before[each.id]):
            row = {name: getattr(each, name) for name in ("id", *_CONTACTS)}
        else:
            row = _changed(each, before[each.id])
        alike.setdefault(tuple(row), []).append(row)
    connection = await work.connection()
    for rows in alike.values():
        await update_many(connection, EnrolmentRow, rows)


def _changed(after: Enrolment, before: Enrolment) -> dict[str, Any]:
    row = _row(after)
    del row["restricted_until"]
    if after.follow_up_due_on == before.follow_up_due_on:
        del row["follow_up_announced"]
    if after.restatement != before.restatement:
        return row
    same = (*_FIXED, *_CONSENTS) if after.consents == before.consents else _FIXED
    return {name: value for name, value in row.items() if name not in same}


def _differs_in_contacts_only(after: Enrolment, before: Enrolment) -> bool:
    """Tell whether two columns are all there is to write: contacts are most of what is posted."""
    contact, reached = before.last_contact_on, before.last_reached_on
    return after._replace(last_contact_on=contact, last_reached_on=reached) == before


def _row(enrolment: Enrolment) -> dict[str, Any]:
    row = enrolment._asdict()
    left = row.pop("left")
    row["has_left"] = left is not None
    row["left_on"], row["exit_kind"], row["exit_reason"] = left or _HAS_NOT_LEFT
    row["follow_up"], row["follow_up_on"] = enrolment.follow_up or (None, None)
    row |= row.pop("strikes")._asdict() | row.pop("soft_landing")._asdict()
    row["follow_up_announced"] = False
    row["consents"] = {str(to): each._asdict() for to, each in enrolment.consents.items()}
    return row


def _enrolment(row: asyncpg.Record | dict[str, Any]) -> Enrolment:
    """Read a row of the driver's, on whose pooled connections jsonb comes decoded."""
    values = dict(row)
    left = Exit(values.pop("left_on"), values.pop("exit_kind"), values.pop("exit_reason"))
    values["left"] = left if values.pop("has_left") else None
    values["strikes"] = Strikes(*(values.pop(name) for name in Strikes._fields))
    values["soft_landing"] = SoftLanding(*(values.pop(name) for name in SoftLanding._fields))
    found, found_on = values["follow_up"], values.pop("follow_up_on")
    values["follow_up"] = None if found is None else FollowUp(found, found_on)
    del values["follow_up_announced"]
    values["consents"] = {to: _consent(each) for to, each in values["consents"].items()}
    values["status"] = Status(values["status"])
    values["eligibility_reasons"] = tuple(values["eligibility_reasons"])
    values["missing"] = {form: tuple(lacks) for form, lacks in values["missing"].items()}
    return Enrolment(**values)


def _consent(stored: Mapping[str, Any]) -> StandingConsent:
    return StandingConsent(
        given=stored["given"],
        on=date.fromisoformat(stored["on"]),
        how=tuple(stored["how"]),
        never_through_employer=stored["never_through_employer"],
        may_be_told=tuple(stored["may_be_told"]),
    )
