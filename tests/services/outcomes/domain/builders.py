"""Enrolments, achievements and programmes for tests: what a test does not name is ordinary."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.outcomes.domain.decision import Achievement, Decision
from services.outcomes.domain.enrolment import Characteristics, Enrolment, Exit, FollowUp
from services.outcomes.domain.programme import Programme
from services.outcomes.programmes import all_programmes, of
from shared.programmes import parse

OOWS = all_programmes()["oows"]
NAMES = UUID("6f1f3a52-7c0e-4d6b-9d0a-4b0a3c1f2e11")
REGISTERED = date(2017, 3, 1)
LEFT = date(2017, 8, 31)

COMPLETE = Characteristics(
    gender="female",
    ethnicity="white",
    condition="both",
    qualification="none",
    labour_market="economically_inactive",
    single_adult_household="no",
    jobless_household="yes",
    homeless="no",
    dependent_children="no",
    primary_carer="no",
    work_limiting_condition="no",
    disability="no",
)


def an_id(name: str) -> UUID:
    return uuid5(NAMES, name)


def an_enrolment(**different: Any) -> Enrolment:
    """An adult in Dyfed, economically inactive, registered on 1 March 2017 and taking part."""
    ordinary = Enrolment(
        id=an_id("enrolment"),
        participant=an_id("participant"),
        provider=an_id("provider"),
        programme="oows",
        lot="Dyfed",
        esf_area="West Wales and the Valleys",
        strand="25+",
        registered_on=REGISTERED,
        registration_recorded_on=REGISTERED,
        labour_market="economically_inactive",
        open_since=REGISTERED,
        characteristics=COMPLETE,
    )
    return ordinary._replace(**different)


def a_leaver(left_on: date | None = LEFT, **different: Any) -> Enrolment:
    return an_enrolment(**different).exited(an_exit(left_on))


def an_exit(left_on: date | None = LEFT, **different: Any) -> Exit:
    """A planned exit on a complete form."""
    ordinary = Exit(
        recorded_on=left_on or LEFT,
        left_on=left_on,
        kind="planned",
        reason="support_received",
        soft_outcomes={"own_confidence": "better"},
    )
    return ordinary._replace(**different)


def an_achievement(kind: str, on: date, name: str = "", **different: Any) -> Achievement:
    ordinary = Achievement(
        id=an_id(name or f"{kind} {on}"),
        kind=kind,
        achieved_on=on,
        evidence="mentor_verified",
        recorded_on=on,
    )
    return ordinary._replace(**different)


def in_work(on: date) -> FollowUp:
    return FollowUp("in_work", on, "self_reported")


def days_from(day: date, days: int) -> date:
    return day + timedelta(days=days)


def a_programme(**different: Any) -> Programme:
    """A programme with three exclusive or dependent categories, as the peer mentoring of 2007 to 2013 had
    them (handbook 3)."""
    return of(parse({**SMALL, **different}))


def by_category(decisions: tuple[Decision, ...]) -> Mapping[str, Decision]:
    return {each.category: each for each in decisions}


def named(name: str) -> dict[str, str]:
    return {"en": name, "cy": name}


AT_ONCE = {"rule": "since-registration", "opens": "registration"}

SMALL: dict[str, Any] = {
    "code": "pmw",
    "name": {"en": "Peer Mentoring Wales", "cy": "Mentora Cymheiriaid Cymru"},
    "fund": "European Social Fund 2007 to 2013",
    "starts_on": date(2009, 10, 1),
    "esf_areas": [{"code": "Convergence", "name": named("Convergence")}],
    "lots": [{"code": "South", "name": named("South")}],
    "strands": [{"code": "adult", "name": named("adult"), "from_age": 18, "work": "out_of_work"}],
    "authorities": [{"code": "W06000015", "lot": "South", "esf_area": "Convergence"}],
    "follow_up": {"months": 6, "opens_days_before": 14, "closes_days_after": 28},
    "due": {
        "contact": {"red": 3, "amber": 5, "green": 7},
        "mentor": 14,
        "plan": 28,
        "plan_review": 28,
        "silence": 60,
        "readiness": 28,
    },
    "disengagement": {"letter_days": 7, "shortly_days": 28, "trying_months": 6},
    "soft_landing": {"months": 6, "first_check_in": 56, "second_check_in": 112},
    "turn_round": {"decision_working_days": 10, "first_contact_working_days": 2},
    "referral_link_days": 30,
    "deliveries": [{"lot": "South"}],
    "retention": {
        "declined_referral_months": 6,
        "withdrawn_referral_months": 6,
        "participant_months": 72,
        "participants_until": date(2030, 12, 31),
    },
    "operations": [{"esf_area": "Convergence", "strand": "adult", "lots": ["South"]}],
    "quarters": [
        {"code": "Q1", "ends_on": date(2009, 12, 31)},
        {"code": "Q2", "ends_on": date(2010, 3, 31)},
    ],
    "categories": [
        {
            "code": "further-learning",
            "name": named("Entered further learning"),
            "kinds": ["education_or_training"],
            "must_have_left": False,
            "window": AT_ONCE,
        },
        {
            "code": "employment",
            "name": named("Entered employment"),
            "kinds": ["paid_work"],
            "must_have_left": False,
            "window": AT_ONCE,
        },
        {
            "code": "qualification",
            "name": named("Qualification gained"),
            "kinds": ["qualification"],
            "must_have_left": False,
            "window": AT_ONCE,
        },
        {
            "code": "other-positive",
            "name": named("Other positive outcome"),
            "parts": [
                {"code": kind, "name": named(kind), "kinds": [kind]}
                for kind in ("part_qualification", "volunteering", "job_interview", "non_accredited_course")
            ],
            "must_have_left": False,
            "not_if_led_to": "exit-outcome",
            "window": AT_ONCE,
        },
    ],
    "exclusive": [{"code": "exit-outcome", "categories": ["further-learning", "employment"]}],
}
