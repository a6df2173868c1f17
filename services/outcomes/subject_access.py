"""Tells everything that outcomes knows about a person: how they took part, what they achieved, what was
claimed for them or refused, and what is to be mended."""

from collections.abc import Sequence
from uuid import UUID

from services.outcomes.queries import claims
from services.outcomes.schemas import ClaimOut
from services.outcomes.store.counted_rows import counted_rows
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.persistence.whole_rows import whole_rows
from shared.unit_of_work import UnitOfWork
from shared.web.subject_access import Known


async def everything(work: UnitOfWork, participant: UUID, referrals: Sequence[UUID]) -> Known:
    """Tell what is known of the participant."""
    connection = await work.connection()
    records = await whole_rows(connection, "record", "participant", [participant])
    ids = [UUID(each["id"]) for each in records]
    work.readings.note(
        [FieldClass.ENROLMENT, FieldClass.CHARACTERISTICS, FieldClass.ACHIEVEMENTS, FieldClass.FINDINGS],
        [
            Shown(UUID(each["provider"]), participant=participant, things=[UUID(each["id"])])
            for each in records
        ],
    )
    decided = (await claims.claims_of(work, [participant]))[participant]
    return {
        "records": records,
        "counted": await counted_rows(connection, ids),
        "achievements": await whole_rows(connection, "achievement", "enrolment_id", ids),
        "soft_outcomes": await whole_rows(connection, "soft_outcome", "enrolment_id", ids),
        "claims": [ClaimOut.of(each).model_dump(mode="json") for each in decided],
        "support": await whole_rows(connection, "support", "enrolment_id", ids),
        "courses": await whole_rows(connection, "course", "enrolment_id", ids),
        "wheels": await whole_rows(connection, "wheel", "enrolment_id", ids),
        "recent_use": await whole_rows(connection, "recent_use", "enrolment_id", ids),
        "changes": await whole_rows(connection, "enrolment_change", "enrolment_id", ids),
        "soft_outcome_changes": await whole_rows(connection, "soft_outcome_change", "enrolment_id", ids),
        "findings": await whole_rows(connection, "finding", "enrolment_id", ids),
        "waiting": await whole_rows(connection, "waiting", "enrolment_id", ids, without=["data"]),
    }
