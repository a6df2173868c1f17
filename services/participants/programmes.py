"""Turns the programmes that are loaded into what this service asks of the people they take."""

from collections.abc import Mapping
from functools import cache

from services.participants.domain.disengagement import DisengagementRule
from services.participants.domain.due.registry import rules
from services.participants.domain.due.rule import DueDays, Rule
from services.participants.domain.geography import Geography, Residence
from services.participants.domain.programme import FollowUpRule, Programme, StrandRule
from services.participants.domain.retention import RetentionRule
from services.participants.domain.soft_landing import SoftLandingRule
from shared.programmes import load_all, model
from shared.programmes.lookup import UnknownProgramme


def known_programmes() -> frozenset[str]:
    """List the codes of all programmes."""
    return frozenset(_programmes())


def programme(code: str) -> Programme:
    """Find a programme. Raises UnknownProgramme."""
    known = _programmes().get(code)
    if known is None:
        raise UnknownProgramme(pointer="/data/programme")
    return known


def due_rules() -> dict[str, tuple[Rule, ...]]:
    """Make the rules of what falls due, of every programme by its code."""
    return {code: rules(known.due) for code, known in sorted(_programmes().items())}


def retention_rules() -> list[RetentionRule]:
    """List how long the people of every programme are kept."""
    return [
        RetentionRule(code, loaded.retention.participant_months, loaded.retention.participants_until)
        for code, loaded in sorted(load_all().items())
    ]


@cache
def _programmes() -> Mapping[str, Programme]:
    return {code: _of(loaded) for code, loaded in load_all().items()}


def _of(loaded: model.Programme) -> Programme:
    follow_up, due, disengagement = loaded.follow_up, loaded.due, loaded.disengagement
    landing = loaded.soft_landing
    return Programme(
        code=loaded.code,
        strands=tuple(
            StrandRule(each.code, each.from_age, each.to_age, each.work) for each in loaded.strands
        ),
        geography=_geography(loaded),
        follow_up=FollowUpRule(
            months=follow_up.months,
            opens_days_before=follow_up.opens_days_before,
            closes_days_after=follow_up.closes_days_after,
        ),
        due=DueDays(
            contact=due.contact.model_dump(),
            mentor=due.mentor,
            plan=due.plan,
            plan_review=due.plan_review,
            silence=due.silence,
            readiness=due.readiness,
            letter=disengagement.letter_days + 1,
            first_check_in=landing.first_check_in,
            second_check_in=landing.second_check_in,
        ),
        disengagement=DisengagementRule(
            letter_days=disengagement.letter_days,
            shortly_days=disengagement.shortly_days,
            trying_months=disengagement.trying_months,
        ),
        soft_landing=SoftLandingRule(landing.months),
        groups={category: group.code for group in loaded.exclusive for category in group.categories},
        closing={
            kind.value: category.closes_as.value
            for category in loaded.categories
            if category.closes_as is not None
            for kind in category.kinds or ()
        },
    )


def _geography(loaded: model.Programme) -> Geography:
    residences: dict[str, tuple[Residence, ...]] = {}
    for each in loaded.authorities:
        residence = Residence(each.lot, each.esf_area, each.ends_on)
        residences[each.code] = (*residences.get(each.code, ()), residence)
    return Geography(
        residences, {lot.code: frozenset(lot.postcode_areas) for lot in loaded.lots if lot.postcode_areas}
    )
