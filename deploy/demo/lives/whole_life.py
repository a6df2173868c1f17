"""Tells one person's whole life with the service, one kind of detail after another."""

from deploy.demo import mentors
from deploy.demo.event_log import EventLog
from deploy.demo.lives import (
    action_plans,
    activities,
    consents,
    contacts,
    intensities,
    mendings,
    monitoring,
    needs,
    onward_referrals,
    payments,
    readiness,
    recovery,
    risks,
    slips,
    soft_landing,
    suspensions,
    volunteering,
)
from deploy.demo.lives.life import Life


def tell(log: EventLog, life: Life) -> None:
    """Tell everything between registration and exit, and the contacts after it."""
    monitoring.tell(log)
    mentor = _mentor(log) if life.has_mentor else None
    contacts.tell(log, life, mentor)
    activities.tell(log, life)
    volunteering.tell(log, life)
    payments.tell(log)
    onward_referrals.tell(log)
    consents.tell(log, life)
    rested_on = suspensions.tell(log, life)
    if mentor is not None:
        recent_use = needs.tell(log)
        risks.tell(log, mentor)
        recovery.tell(log, recent_use)
        action_plans.tell(log)
        intensities.tell(log)
    soft_landing.tell(log, life)
    slips.tell(log)
    mendings.tell(log)
    readiness.tell(log, life, rested_on)


def _mentor(log: EventLog) -> str:
    """Allocate a mentor, and now and then another one later."""
    references = mentors.references(log.person.lot)
    first = log.rng.choice(references)
    log.add(log.some_day(0, 7), "mentor-allocated", 2, "allocated_on", mentor=first)
    if log.person.supported_days >= 120 and log.rng.random() < 0.12:
        log.add(
            log.some_day(60),
            "mentor-allocated",
            2,
            "allocated_on",
            mentor=log.rng.choice(references),
            handover_notes="Went over the plan together, all three",
        )
    return first
