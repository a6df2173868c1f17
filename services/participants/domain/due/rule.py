"""A rule of what falls due, as data: which files it is about, from which day it counts, and for how long.

A rule names days and answers that every enrolment keeps, so that a page of the list is one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.participants.domain.enrolment import Status


class RuleCode(StrEnum):
    """The rules by their code, in the order of somebody's time in the service."""

    NO_MENTOR = "no-mentor"
    NO_PLAN = "no-plan"
    PLAN_NOT_REVIEWED = "plan-not-reviewed"
    CONTACT_DUE = "contact-due"
    NO_WORD = "no-word"
    LETTER_ENDED = "letter-ended"
    TRYING_ENDED = "trying-ended"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    READINESS_UNCONFIRMED = "readiness-unconfirmed"
    RISK_REVIEW_DUE = "risk-review-due"
    FIRST_CHECK_IN = "first-check-in"
    SECOND_CHECK_IN = "second-check-in"
    SIX_MONTH_FOLLOW_UP = "six-month-follow-up"


class Day(StrEnum):
    """A day that an enrolment keeps, by the name of its field."""

    REGISTERED = "registered_on"
    MENTOR_ALLOCATED = "mentor_since"
    PLAN = "plan_on"
    LAST_REACHED = "last_reached_on"
    LAST_CONTACT = "last_contact_on"
    RISK_ASSESSED = "risk_assessed_on"
    RISK_REVIEW = "risk_review_on"
    READY = "ready_on"
    LETTER = "letter_on"
    SUSPENDED = "suspended_on"
    TRIED_UNTIL = "tried_until"
    CONSENT_WITHDRAWN = "consent_withdrawn_on"
    LEFT = "left_on"
    FOLLOW_UP_DUE = "follow_up_due_on"


class Has(StrEnum):
    """Something that an enrolment has or lacks."""

    MENTOR = "mentor"
    INTENSITY = "intensity"
    PLAN = "plan"
    FOLLOW_UP = "follow_up"
    LETTER = "letter"
    WITHDRAWN_CONSENT = "withdrawn_consent"
    SOFT_LANDING = "soft_landing"
    FIRST_CHECK_IN = "first_check_in"
    SECOND_CHECK_IN = "second_check_in"


Waiting = Day | int | Mapping[str, int]
"""The day itself on which something is due, or how many days after `since`: the same for everybody, or by
intensity."""


class Rule(NamedTuple):
    """When something is due: of which files, since when, and after how long."""

    code: RuleCode
    files: frozenset[Status]
    since: tuple[Day, ...]
    """The first of these that is known is the day from which is counted."""
    due: Waiting
    has: tuple[Has, ...] = ()
    lacks: tuple[Has, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDays:
    """A programme's settings: days until something is due. `contact` is by intensity."""

    contact: Mapping[str, int]
    mentor: int
    plan: int
    plan_review: int
    silence: int
    readiness: int
    letter: int
    first_check_in: int
    second_check_in: int


class DueFilter(NamedTuple):
    """What is listed: every condition that is given has to hold."""

    rule: RuleCode | None = None
    worker: str | None = None
    """The provider's own reference of the mentor."""
    lot: str | None = None
    is_overdue: bool = False
    """Only what was due before today."""
    participant: UUID | None = None


class Due(NamedTuple):
    """Something that is due. `id` follows from the enrolment and the rule; `days_overdue` is 0 on the day."""

    id: UUID
    rule: RuleCode
    participant_id: UUID
    enrolment_id: UUID
    reference: str
    programme: str
    lot: str
    mentor: UUID | None
    since: date | None
    due_on: date
    days_overdue: int
