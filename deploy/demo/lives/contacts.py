"""Tells contacts: of every kind, in both directions, kept, missed and cancelled."""

from datetime import date
from random import Random

from deploy.demo import sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.lives import appointments
from deploy.demo.lives.life import Life
from deploy.demo.person import Body, plus

_WITH_CALLS = {"face_to_face": 50, "phone": 32, "text": 12, "email": 6}
_WITHOUT_CALLS = {"face_to_face": 78, "text": 15, "email": 7}
_FOCUS = {
    "education_employment_training": 35,
    "substance_misuse": 15,
    "peer_advice": 20,
    "confidence": 20,
    "other": 10,
}
_BY_APPOINTMENT = 0.15
_FIRST_MISSED = 0.15
"""Of the first appointments: a strong predictor of dropping out [3.99]."""
_MISSED = 0.06
_FIRST_WEEK = 7


def tell(log: EventLog, life: Life, mentor: str | None) -> None:
    """Tell the contacts that take place, and those that were to."""
    for session in life.sessions:
        log.add(
            session.on,
            "contact-recorded",
            4,
            "contacted_on",
            kind="group",
            minutes=log.rng.choice((60, 90, 120)),
            also_came=list(session.also_came) or None,
            **_about(log.rng, mentor),
        )
    made = appointments.Appointments(log, mentor)
    if mentor is not None and log.rng.random() < _FIRST_MISSED and log.person.supported_days >= _FIRST_WEEK:
        _missed(log, plus(log.person.registered_on, 3), mentor, made, by="participant")
    for number in range(life.contacts - life.group_contacts):
        on = log.some_day(0, 10) if number == 0 else log.some_day(1)
        kind = "phone" if life.has_calls and number == 0 else _kind(log.rng, life)
        _taken_place(log, on, kind, mentor, made)
        if number and mentor is not None and log.rng.random() < _MISSED:
            _missed(log, log.some_day(_FIRST_WEEK), mentor, made)
    if life.has_letter:
        log.add(log.some_day(0, 30), "contact-recorded", 4, "contacted_on", **sample_text.welcome_letter())
    if mentor is not None:
        made.plan_ahead()


def _taken_place(
    log: EventLog, on: date, kind: str, mentor: str | None, made: appointments.Appointments
) -> None:
    is_written = kind in ("text", "email")
    is_late_enough = (on - log.person.registered_on).days > _FIRST_WEEK
    by_appointment = (
        kind == "face_to_face"
        and is_late_enough
        and mentor is not None
        and log.rng.random() < _BY_APPOINTMENT
    )
    log.add(
        on,
        "contact-recorded",
        4,
        "contacted_on",
        kind=kind,
        direction=log.rng.choices(("to_participant", "from_participant"), (75, 25))[0],
        minutes=None if is_written else log.rng.choice((10, 15, 30, 45, 60)),
        appointment=made.make(on) if by_appointment else None,
        **_about(log.rng, mentor),
    )


def _missed(
    log: EventLog, on: date, mentor: str, made: appointments.Appointments, by: str | None = None
) -> None:
    """Tell of a meeting that did not take place; a call that was not taken would be a strike."""
    attendance = "did_not_attend" if by else log.rng.choices(("did_not_attend", "cancelled"), (75, 25))[0]
    log.add(
        on,
        "contact-recorded",
        4,
        "contacted_on",
        kind="face_to_face",
        attendance=attendance,
        missed_by=by or log.rng.choices(("participant", "mentor"), (85, 15))[0],
        appointment=made.make(on),
        mentor=mentor,
    )


def _kind(rng: Random, life: Life) -> str:
    kinds = _WITH_CALLS if life.has_calls else _WITHOUT_CALLS
    return rng.choices(list(kinds), list(kinds.values()))[0]


def _about(rng: Random, mentor: str | None) -> Body:
    return {
        "focus": rng.choices(list(_FOCUS), list(_FOCUS.values()))[0],
        "mentor": mentor,
        "note": rng.choice(sample_text.NOTES) if rng.random() < 0.3 else None,
    }
