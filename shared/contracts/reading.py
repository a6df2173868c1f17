"""Classes of what is shown about people: what an entry of the audit says was read."""

from enum import StrEnum


class FieldClass(StrEnum):
    """The class of fields. The values stand in the audit: they are never changed."""

    IDENTITY = "identity"
    """Who somebody is, and how to reach them."""
    STORY = "story"
    """What a referrer told: health, substance use, safeguarding."""
    REFERRAL = "referral"
    """How a referral stands, with the reasons of a decline and questions."""
    ENROLMENT = "enrolment"
    """How somebody takes part, with eligibility, and how they left."""
    CHARACTERISTICS = "characteristics"
    RECORDS = "records"
    """Answers to forms, contacts, activities, payments: health and support."""
    DUE = "due"
    CASELOAD = "caseload"
    """How many people a mentor carries."""
    CLAIMS = "claims"
    FINDINGS = "findings"
    ACHIEVEMENTS = "achievements"
    PLACEMENTS = "placements"
    PLACEMENT_REASONS = "placement-reasons"
    """Why a placement ended early, which can tell of somebody's health."""
    READINESS = "readiness"
    """What somebody is ready for, with what they need at a place of work."""
    READINGS = "readings"
    """Who read about somebody."""
