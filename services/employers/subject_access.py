"""Tells everything that employers knows about a person: where they were placed, each move of a placement and
why it ended, and what they are ready for."""

from collections.abc import Sequence
from uuid import UUID

from services.employers import queries
from services.employers.schemas.placements import PlacementWithReasonOut
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.persistence.whole_rows import whole_rows
from shared.unit_of_work import UnitOfWork
from shared.web.subject_access import Known


async def everything(work: UnitOfWork, participant: UUID, referrals: Sequence[UUID]) -> Known:
    """Tell what is known of the participant."""
    async with work.within_scope():
        placements = await queries.all_placements_of(work, participant)
        connection = await work.connection()
        history = await whole_rows(
            connection, "placement_history", "placement_id", [each.id for each in placements]
        )
        ready = await whole_rows(connection, "ready_person", "participant_id", [participant])
        known = await whole_rows(connection, "known_participant", "participant_id", [participant])
    work.readings.note(
        [FieldClass.READINESS],
        [
            Shown(
                UUID(str(each["provider"])), participant=participant, things=[UUID(str(each["enrolment_id"]))]
            )
            for each in ready
        ],
    )
    shown = [PlacementWithReasonOut.of(each).model_dump(mode="json") for each in placements]
    return {
        "placements": [
            {**each, "history": [move for move in history if move["placement_id"] == each["id"]]}
            for each in shown
        ],
        "participation": known,
        "readiness": ready,
    }
