"""Who may be placed, as facts told it: read one person at a time, written as a set."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from services.employers.domain.participation import Participation
from services.employers.tables import KnownParticipantRow
from shared.unit_of_work import UnitOfWork

_KNOWN = "SELECT * FROM known_participant WHERE enrolment_id = ANY($1::uuid[])"
_PUT = """
INSERT INTO known_participant (enrolment_id, participant_id, provider, lot, registered_on, is_open, left_on)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::bool[], $7::date[])
ON CONFLICT (enrolment_id) DO UPDATE SET
    participant_id = excluded.participant_id, provider = excluded.provider, lot = excluded.lot,
    registered_on = excluded.registered_on, is_open = excluded.is_open, left_on = excluded.left_on
"""


async def of_participant(work: UnitOfWork, participant_id: UUID) -> list[Participation]:
    """The enrolments of one person with the caller's own organisation."""
    rows = await work.session.scalars(
        select(KnownParticipantRow).where(
            col(KnownParticipantRow.provider) == work.caller.organisation,
            col(KnownParticipantRow.participant_id) == participant_id,
        )
    )
    return [_participation(row.model_dump()) for row in rows]


async def known(work: UnitOfWork, enrolments: Collection[UUID]) -> dict[UUID, Participation]:
    """Those of the enrolments that we have heard of."""
    connection = await work.connection()
    rows = await connection.fetch(_KNOWN, list(enrolments))
    return {row["enrolment_id"]: _participation(row) for row in rows}


async def put(work: UnitOfWork, participations: Collection[Participation]) -> None:
    """Store new ones and bring known ones up to date, with one statement."""
    connection = await work.connection()
    ordered = sorted(participations, key=lambda each: each.enrolment_id)  # everybody locks in the same order
    await connection.execute(
        _PUT,
        [each.enrolment_id for each in ordered],
        [each.participant_id for each in ordered],
        [each.provider for each in ordered],
        [each.lot for each in ordered],
        [each.registered_on for each in ordered],
        [each.is_open for each in ordered],
        [each.left_on for each in ordered],
    )


def _participation(row: Any) -> Participation:
    return Participation(
        enrolment_id=row["enrolment_id"],
        participant_id=row["participant_id"],
        provider=row["provider"],
        lot=row["lot"],
        registered_on=row["registered_on"],
        is_open=row["is_open"],
        left_on=row["left_on"],
    )
