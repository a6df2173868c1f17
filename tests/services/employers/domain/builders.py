"""Employers, opportunities, placements and participations to start from: a test states what differs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.employers.domain.employer import Employer, EmployerId, EmployerKind, Sector
from services.employers.domain.matching import Candidate
from services.employers.domain.opportunity import Opportunity, OpportunityId
from services.employers.domain.participation import Participation
from services.employers.domain.placement import Placement, PlacementId
from services.employers.domain.readiness import Readiness

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
        "soc_group": 7,
        "places": 12,
        "starts_on": None,
        "ends_on": None,
        "hours_per_week": None,
        "site": None,
        "hours_patterns": (),
        "certificates": (),
        "legal_requirements": (),
        "needs_driver": False,
        "interests": (),
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


def a_readiness(number: int = 1, **differences: Any) -> Readiness:
    """Ready for the opportunity of `an_opportunity`, agreed on MONDAY; each number is another person."""
    given: dict[str, Any] = {
        "enrolment_id": UUID(int=1000 + number),
        "participant_id": UUID(int=2000 + number),
        "provider": CAIS,
        "ready_on": MONDAY,
        "stale_on": MONDAY + timedelta(days=28),
        "available_from": MONDAY,
        "kinds": ("work_experience",),
    }
    return Readiness(**{**given, **differences})


def a_candidate(number: int = 1, lot: str = "North Wales", **differences: Any) -> Candidate:
    """A candidate in the lot of `an_opportunity`; what `Candidate` has no field for is of their readiness."""
    beside = {name: differences.pop(name) for name in Candidate.__dataclass_fields__ if name in differences}
    return Candidate(a_readiness(number, **differences), lot, **beside)


def a_participation(**differences: Any) -> Participation:
    given: dict[str, Any] = {
        "enrolment_id": ENROLMENT,
        "participant_id": PERSON,
        "provider": CAIS,
        "lot": "North Wales",
        "registered_on": MONDAY,
    }
    return Participation(**{**given, **differences})
