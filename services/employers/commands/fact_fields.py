"""The fields that every fact about a placement carries."""

from datetime import date
from typing import Any

from services.employers.commands.event_dates import instant_on
from services.employers.domain.placement import Placement
from shared.contracts.vocabulary import PlacementKind
from shared.unit_of_work import UnitOfWork


def fact_fields(work: UnitOfWork, placement: Placement, on: date) -> dict[str, Any]:
    """Return the fields of `PlacementFact`, for something that happened on a day."""
    return {
        "happened_at": instant_on(work, on),
        "placement_id": placement.id,
        "enrolment_id": placement.enrolment_id,
        "participant_id": placement.participant_id,
        "provider": placement.provider,
        "kind": PlacementKind(placement.kind),
    }
