"""Appointments of a participant, and what became of them."""

from datetime import date

import strawberry

from services.participants.domain.appointments import AppointmentStatus
from services.participants.permissions import MayReadParticipants
from shared.graphql import requires

strawberry.enum(AppointmentStatus)


@requires(MayReadParticipants)
@strawberry.type
class Appointment:
    """An appointment as it was made last, and what became of it."""

    appointment: str = strawberry.field(description="The provider's own reference.")
    planned_on: date
    planned_at: str | None
    kind: str
    where: str | None
    mentor: str | None
    status: AppointmentStatus
    is_first_missed: bool = strawberry.field(
        description="It was the first of all, and the participant did not come."
    )
