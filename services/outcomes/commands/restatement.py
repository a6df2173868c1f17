"""Replaces what is known of an enrolment by what a restatement says: its history is folded by the same code
that takes in facts one by one."""

from services.outcomes.commands import date_faults, fact_mapping
from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.decision import Achievement
from services.outcomes.programmes import all_programmes
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.contracts.participant import ActivityRecorded, ContactRecorded, ParticipantRegistered
from shared.contracts.participant_restated import ParticipantRestated


def registration_in(fact: AboutEnrolment) -> ParticipantRegistered | None:
    """The registration that a fact is or restates. Raises ValueError for a history that begins with something
    else."""
    if type(fact) is ParticipantRegistered:
        return fact
    if type(fact) is not ParticipantRestated or not fact.history:
        return None
    first = fact.history[0].data
    if type(first) is not ParticipantRegistered:
        raise ValueError("a history begins with a registration")
    return first


def restate(case_file: CaseFile, fact: ParticipantRestated) -> list[Achievement]:
    """Make the case file what the fact says. Returns the achievements that were not told before. Raises
    KeyError for a programme that is not there."""
    case_file.restatement = fact.restatement
    registration = registration_in(fact)
    if registration is None:
        case_file.withdraw()
        return []
    enrolment, achieved = fact_mapping.registered(registration), []
    for past in fact.history[1:]:
        enrolment = fact_mapping.after(enrolment, past.data)
        achievement = fact_mapping.achievement(past.data)
        if achievement is not None:
            achieved.append(achievement)
    enrolment = enrolment._replace(
        last_contact_on=fact.mentoring.last_contact_on,
        activity_hours=fact.mentoring.activity_hours,
        last_activity_on=fact.mentoring.last_activity_on,
    ).with_date_faults(date_faults.summarised(fact.mentoring))
    return case_file.restate(all_programmes()[enrolment.programme], enrolment, achieved)


def is_in_summary(case_file: CaseFile, fact: AboutEnrolment) -> bool:
    """Whether a fact of mentoring was told before the restatement that the case file has seen, which has it
    in its summary."""
    number = _told_under(fact)
    return number is not None and number < case_file.restatement


def waits(case_file: CaseFile, fact: AboutEnrolment) -> bool:
    """Whether a fact of mentoring was told after a restatement that the case file has not seen yet."""
    number = _told_under(fact)
    return number is not None and number > case_file.restatement


def _told_under(fact: AboutEnrolment) -> int | None:
    # by type, because pydantic makes isinstance() slow, and every fact is asked
    if type(fact) is ContactRecorded or type(fact) is ActivityRecorded:
        return fact.restatement
    return None
