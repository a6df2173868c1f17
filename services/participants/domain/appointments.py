"""Reads appointments out of the records: made, moved, and kept or not [3.60]; the first one missed "is a
strong predictor" of drop-out [3.99]."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from services.participants.domain.record import Record, in_order

APPOINTMENT_MADE: Final = "appointment-made"
CONTACT_RECORDED: Final = "contact-recorded"


class AppointmentStatus(StrEnum):
    """What became of an appointment."""

    PLANNED = "planned"
    KEPT = "kept"
    MISSED_BY_PARTICIPANT = "missed_by_participant"
    MISSED_BY_MENTOR = "missed_by_mentor"
    CANCELLED = "cancelled"


class Appointment(NamedTuple):
    """An appointment as it was made last. `is_first_missed`: it was the first of all, and the participant did
    not come."""

    appointment: str
    planned_on: date
    planned_at: str | None
    kind: str
    where: str | None
    mentor: str | None
    status: AppointmentStatus
    is_first_missed: bool = False


def appointments(records: Iterable[Record]) -> tuple[Appointment, ...]:
    """List the appointments among records, by day."""
    made: dict[str, Mapping[str, Any]] = {}
    became: dict[str, AppointmentStatus] = {}
    for record in in_order(records):
        answers = record.latest.answers
        reference = answers.get("appointment")
        if record.kind == APPOINTMENT_MADE:
            made[str(reference)] = answers
        elif record.kind == CONTACT_RECORDED and reference is not None:
            became[reference] = _status(answers)
    by_day = sorted(
        (_appointment(answers, became.get(reference)) for reference, answers in made.items()),
        key=lambda each: (each.planned_on, each.planned_at or "", each.appointment),
    )
    if by_day and by_day[0].status is AppointmentStatus.MISSED_BY_PARTICIPANT:
        by_day[0] = by_day[0]._replace(is_first_missed=True)
    return tuple(by_day)


def _status(contact: Mapping[str, Any]) -> AppointmentStatus:
    match contact.get("attendance"):
        case "cancelled":
            return AppointmentStatus.CANCELLED
        case "did_not_attend" if contact.get("missed_by") == "mentor":
            return AppointmentStatus.MISSED_BY_MENTOR
        case "did_not_attend":
            return AppointmentStatus.MISSED_BY_PARTICIPANT
        case _:
            return AppointmentStatus.KEPT


def _appointment(answers: Mapping[str, Any], became: AppointmentStatus | None) -> Appointment:
    return Appointment(
        appointment=answers["appointment"],
        planned_on=date.fromisoformat(answers["planned_on"]),
        planned_at=answers.get("planned_at"),
        kind=answers["kind"],
        where=answers.get("where"),
        mentor=answers.get("mentor"),
        status=became or AppointmentStatus.PLANNED,
    )
