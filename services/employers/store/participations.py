"""Stores who may be placed, as facts told it."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from sqlmodel import col, select

from services.employers.domain.participation import Participation
from services.employers.tables import ParticipationRow
from shared.persistence.bulk import delete_many, in_array, upsert_many
from shared.unit_of_work import UnitOfWork

_SELECT: Final = "SELECT * FROM known_participant WHERE enrolment_id = ANY($1::uuid[])"


async def get_many(work: UnitOfWork, enrolments: Collection[UUID]) -> dict[UUID, Participation]:
    """Load those of the enrolments that are known, by enrolment."""
    rows = await (await work.connection()).fetch(_SELECT, list(enrolments))
    return {row["enrolment_id"]: Participation(**row) for row in rows}


async def of_participants(
    work: UnitOfWork, participants: Collection[UUID]
) -> dict[UUID, list[Participation]]:
    """Load the enrolments of people with the caller's own organisation."""
    rows = await work.session.scalars(
        select(ParticipationRow).where(
            col(ParticipationRow.provider) == work.caller.organisation,
            in_array(col(ParticipationRow.participant_id), participants),
        )
    )
    found: dict[UUID, list[Participation]] = {participant: [] for participant in participants}
    for row in rows:
        found[row.participant_id].append(Participation(**row.model_dump()))
    return found


async def put(work: UnitOfWork, participations: Iterable[Participation]) -> None:
    """Store new ones and bring known ones up to date, with one statement."""
    ordered = sorted(participations, key=lambda each: each.enrolment_id)  # everybody locks in the same order
    await upsert_many(
        await work.connection(),
        ParticipationRow,
        [
            {
                "enrolment_id": each.enrolment_id,
                "participant_id": each.participant_id,
                "provider": each.provider,
                "lot": each.lot,
                "registered_on": each.registered_on,
                "is_open": each.is_open,
                "left_on": each.left_on,
                "may_be_matched": each.may_be_matched,
            }
            for each in ordered
        ],
    )


async def remove(work: UnitOfWork, enrolments: Collection[UUID]) -> None:
    """Forget enrolments whose registration was withdrawn."""
    rows = [{"enrolment_id": each} for each in enrolments]
    await delete_many(await work.connection(), ParticipationRow, rows)
