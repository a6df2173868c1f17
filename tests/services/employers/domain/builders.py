"""Employers, opportunities, placements and participations to start from: a test states what differs."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.employers.domain.employer import Employer, EmployerId, EmployerKind, Sector
from services.employers.domain.opportunity import Opportunity, OpportunityId
from services.employers.domain.participation import Participation
from services.employers.domain.placement import Placement, PlacementId

CAIS, BAROD = UUID(int=1), UUID(int=2)
PERSON, ENROLMENT = UUID(int=10), UUID(int=11)
MONDAY, TUESDAY, FRIDAY = date(2018, 3, 5), date(2018, 3, 6), date(2018, 3, 9)
TOLD_AT = datetime(2018, 3, 12, 9, tzinfo=UTC)


def an_employer(**differences: Any) -> Employer:
    given: dict[str, Any] = {
        "id": EmployerId(UUID(int=20)),
        "name": "Archfarchnad y Gogledd",
        "kind": EmployerKind.EMPLOYER,
        "company_number": None,
        "sector": Sector("G", "SIC 2007"),
        "sites": (),
        "lots": ("North Wales",),
        "willing_substance_misuse": "yes",
        "willing_mental_health": "not_known",
        "support_offered": None,
        "disclosure_policy": None,
        "aware_since": None,
        "banked_by": CAIS,
        "banked_at": TOLD_AT,
    }
    return Employer(**{**given, **differences})


def an_opportunity(**differences: Any) -> Opportunity:
    given: dict[str, Any] = {
        "id": OpportunityId(UUID(int=30)),
        "employer_id": EmployerId(UUID(int=20)),
        "opened_by": CAIS,
        "opened_at": TOLD_AT,
        "lot": "North Wales",
        "kind": "work_experience",
        "role": "Shop assistant",
        "soc_major_group": 7,
        "places": 12,
        "starts_on": None,
        "ends_on": None,
        "hours_per_week": None,
        "requirements": (),
        "ring_fenced": True,
        "closes_on": None,
    }
    return Opportunity(**{**given, **differences})


def a_placement(**differences: Any) -> Placement:
    given: dict[str, Any] = {
        "id": PlacementId(UUID(int=40)),
        "opportunity_id": OpportunityId(UUID(int=30)),
        "employer_id": EmployerId(UUID(int=20)),
        "enrolment_id": ENROLMENT,
        "participant_id": PERSON,
        "provider": CAIS,
        "kind": "work_experience",
        "proposed_on": MONDAY,
        "recorded_at": TOLD_AT,
    }
    return Placement(**{**given, **differences})


def a_participation(**differences: Any) -> Participation:
    given: dict[str, Any] = {
        "enrolment_id": ENROLMENT,
        "participant_id": PERSON,
        "provider": CAIS,
        "lot": "North Wales",
        "registered_on": MONDAY,
    }
    return Participation(**{**given, **differences})
