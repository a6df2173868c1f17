"""Writes what the providers' systems post of the people of Peer Mentoring Wales."""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any, Final

from deploy.demo.event_log import Timeline
from deploy.demo.people import IdentityGenerator
from deploy.demo.person import Body, plus
from deploy.demo.plans import ProviderSystem
from deploy.demo.pmw.areas import CODE, Area, areas
from deploy.demo.pmw.person import TOLD_BY, PmwPerson, invent
from deploy.demo.random_source import random_source
from deploy.demo.sample_text import DOCUMENTS

_LEFT: Final = {
    ("planned", "support_received"): 40,
    ("unplanned", "disengaged"): 30,
    ("unplanned", "relapse_substance"): 18,
    ("unplanned", "custody"): 6,
    ("planned", "referred_on"): 6,
}
_CHOSEN: Final = "Further behind its target this quarter"


def systems(identities: IdentityGenerator, seed: int) -> tuple[ProviderSystem, ...]:
    """One for each area, with its events in order of time."""
    return tuple(_system(area, identities, random_source(seed, f"pmw/{area.lot}")) for area in areas())


def partners(known: Iterable[Body]) -> list[Body]:
    """The organisations that take part, with the areas in which each delivered this programme beside those in
    which it delivers the other."""
    lots: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for area in areas():
        lots.setdefault(area.provider_id, []).append(area.lot)
        names[area.provider_id] = area.provider
    bodies = [{**each, "lots": [*each["lots"], *lots.pop(each["id"], [])]} for each in known]
    new: list[Mapping[str, Any]] = [
        {"id": id, "name": names[id], "kind": "provider", "source": None, "lots": delivered}
        for id, delivered in lots.items()
    ]
    return [*bodies, *(dict(each) for each in new)]


def _system(area: Area, identities: IdentityGenerator, rng: Random) -> ProviderSystem:
    people = [invent(area, number, identities, rng) for number in range(1, area.people + 1)]
    timed = [pair for person in people for pair in _timeline(person, rng).events(area.source)]
    timed.sort(key=lambda pair: pair[0])
    return ProviderSystem(
        area.provider_id, area.provider, area.lot, area.source, [event for _, event in timed]
    )


def _timeline(person: PmwPerson, rng: Random) -> Timeline:
    line = Timeline(person.subject, rng)
    _join(line, person)
    mentor = f"{person.area.prefix}-mentor-{rng.randint(1, max(2, person.area.people // 20)):02d}"
    days = (person.last_day - person.registered_on).days
    line.add(plus(person.registered_on, rng.randint(0, min(6, days))), "mentor-allocated", 2, mentor=mentor)
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice(("face_to_face", "phone", "face_to_face"))
        minutes = rng.choice((20, 30, 45, 60))
        on = plus(person.registered_on, rng.randint(0, days))
        line.add(on, "contact-recorded", 4, mentor=mentor, kind=kind, minutes=minutes)
    for _ in range(rng.choices((0, 1, 2), (25, 45, 30))[0]):
        on = plus(person.registered_on, rng.randint(0, days))
        hours = rng.choice((2, 3, 6, 12, 24))
        kind = rng.choice(("non_accredited_course", "volunteering", "group"))
        line.add(on, "activity-recorded", 4, started_on=on.isoformat(), kind=kind, hours=hours)
    _achieve(line, person)
    if person.has_left and not person.exit_outcomes:
        kind, reason = rng.choices(list(_LEFT), list(_LEFT.values()))[0]
        line.add(person.last_day, "exited", 8, left_on=person.last_day.isoformat(), kind=kind, reason=reason)
    return line


def _join(line: Timeline, person: PmwPerson) -> None:
    rng, on = line.rng, person.registered_on
    seen = {"seen_on": on.isoformat(), "seen_by": f"{person.area.prefix}-mentor-01"}
    kinds = ("proof_of_address", "ni_number")
    line.add(
        on,
        "registered",
        0,
        programme=CODE,
        lot=person.area.lot,
        local_authority=person.local_authority,
        person=person.identity,
        eligibility={
            "stable_in_recovery": "yes",
            "labour_market": rng.choices(
                ("economically_inactive", "long_term_unemployed", "unemployed"), (48, 32, 20)
            )[0],
            "safeguarding_concern": "no",
            "on_another_funded_programme": "no",
            "evidence_seen": {kind: {"document": DOCUMENTS[kind], **seen} for kind in kinds},
        },
        consent={"to_take_part": True, "given_on": on.isoformat()},
    )
    line.add(on, "assessed", 1, form="P2.1", **person.traits)


def _achieve(line: Timeline, person: PmwPerson) -> None:
    told = {}
    # what led to another is told after it, so that it can be named
    for each in sorted(person.achieved, key=lambda each: each.led_to is not None):
        entry = line.add(
            each.on,
            "achievement-recorded",
            6,
            kind=each.kind,
            evidence=each.evidence,
            cqfw_level=each.level,
        )
        told[each.kind] = entry
        if each.led_to is not None:
            entry.leads_to = told[each.led_to]
    if person.choice is not None:
        chosen_on = min(plus(person.exit_outcomes[-1].on, 14), TOLD_BY)
        line.add(chosen_on, "outcome-chosen", 7, category=person.choice, reason=_CHOSEN)
