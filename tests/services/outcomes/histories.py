"""Histories of posted events, and what is mended in them: any order that a provider's system could post."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tests.services.outcomes.facts_of_events import COURSE, Posted

Changes = dict[str, Any]

_RESIDENCES = (("Powys", "W06000023"), ("Gwent", "W06000022"), ("Dyfed", "W06000010"), ("Dyfed", "W06000015"))
_KINDS = (
    *("contact-recorded", "activity-recorded", "assessed", "assessed", "suspended", "resumed"),
    *("followed-up", "consent-changed", "activity-recorded"),
    *("achievement-recorded", "achievement-recorded", "exited", "exited", "rejoined"),
)
_MARKETS = ("economically_inactive", "unemployed", None)
_ACHIEVED = ("paid_work", "job_search", "certificate", "qualification", "education_or_training")
_ANSWERS: tuple[Changes, ...] = (
    {},
    {"own_confidence": {"change": "better"}, "physical_health": {"change": "worse"}},
)


@dataclass(frozen=True)
class History:
    """The events as they were posted, as they should have been, and those that are posted afterwards."""

    wrong: Sequence[Posted]
    right: Sequence[Posted]
    later: Sequence[Posted]


def a_history(chance: random.Random) -> History:
    day = date(2017, 1, 1) + timedelta(days=chance.randrange(300))
    wrong = [Posted("e-0", "registered", day, _registration(chance, day))]
    for number in range(1, chance.randrange(3, 12)):
        day += timedelta(days=chance.randrange(25))
        wrong.append(_an_event(chance, f"e-{number}", day))
    right = _mended(chance, wrong)
    later = []
    for number in range(chance.randrange(4)):
        day += timedelta(days=chance.randrange(25))
        later.append(_an_event(chance, f"l-{number}", day))
    return History(wrong, right, later)


def _mended(chance: random.Random, wrong: Sequence[Posted]) -> list[Posted]:
    """Some events amended, moved or withdrawn, in the order in which they happened."""
    right = []
    for place, event in enumerate(wrong):
        what = chance.randrange(8)
        if what == 0 and (place or chance.random() < 0.2):
            continue
        if what == 1 and place:
            right.append(replace(event, on=event.on + timedelta(days=chance.randrange(-20, 21))))
        elif what == 2:
            data = _data(chance, event.kind, event.on) if place else _registration(chance, event.on)
            right.append(replace(event, data=data))
        else:
            right.append(event)
    return sorted(right, key=lambda each: each.on)


def _an_event(chance: random.Random, name: str, day: date) -> Posted:
    kind = chance.choice(_KINDS)
    return Posted(name, kind, day, _data(chance, kind, day))


def _data(chance: random.Random, kind: str, day: date) -> Changes:
    about = (day + timedelta(days=chance.randrange(-5, 6))).isoformat()
    data: Changes
    match kind:
        case "contact-recorded":
            attendance = chance.choice(("attended", "attended", "did_not_attend"))
            kind = chance.choice(("phone", "phone", "letter", "face_to_face"))
            data = {"kind": kind, "contacted_on": about, "attendance": attendance}
        case "activity-recorded":
            data = {
                "kind": chance.choice(("group", "accredited_course")),
                "course": chance.choice((COURSE, None)),
                "started_on": about,
                "hours": chance.choice((0, 0.5, 3)),
                "result": chance.choice(("completed", None)),
            }
        case "assessed":
            data = _assessment(chance)
        case "consent-changed":
            consent = chance.choice(("follow_up", "employer_matching", "share_work_outcome_with_referrer"))
            data = {"consent": consent, "given": chance.random() < 0.5, "changed_on": about}
        case "achievement-recorded":
            evidence = chance.choice(("self_reported", "third_party_document"))
            data = {"kind": chance.choice(_ACHIEVED), "achieved_on": about, "evidence": evidence}
        case "suspended" | "resumed" | "rejoined":
            data = {f"{kind}_on": about}
        case "exited":
            data = {
                "left_on": about if chance.random() < 0.85 else None,
                "kind": chance.choice(("planned", "unplanned", None)),
                "reason": "employment",
                "soft_outcomes": chance.choice(_ANSWERS),
            }
        case _:
            observed_on = (day + timedelta(days=180)).isoformat()
            status = chance.choice(("in_work", "not_in_work", "not_followed_up"))
            data = {"status": status, "observed_on": observed_on}
    return {name: value for name, value in data.items() if value is not None}


def _assessment(chance: random.Random) -> Changes:
    match chance.randrange(4):
        case 0:
            return {"form": "wheel", "cv": chance.randrange(1, 11)}
        case 1:
            form = chance.choice(("P2", "recovery"))
            return {"form": form, "recent_use": chance.choice(("abstinent", "many_lapses"))}
    difference = {"kind": "correction", "reason": "Mistyped", "author": "M-7"}
    return {
        "form": "P2.1",
        "gender": chance.choice(("female", "male", "not_known", None)),
        "condition": chance.choice(("both", "mental_health_only", None)),
        "labour_market": chance.choice(_MARKETS),
        "homeless": chance.choice(("yes", "no", None)),
        "difference": chance.choice((difference, {**difference, "kind": "disclosure"}, None)),
    }


def _registration(chance: random.Random, day: date) -> Changes:
    lot, authority = chance.choice(_RESIDENCES)
    market = chance.choice(_MARKETS)
    return {
        "programme": "oows",
        "lot": lot,
        "local_authority": authority,
        "registered_on": (day + timedelta(days=chance.randrange(-3, 4))).isoformat(),
        "person": {
            "given_name": "Siân",
            "family_name": "Prys",
            "date_of_birth": chance.choice(("1980-02-01", "1998-02-01")),
        },
        "eligibility": {"labour_market": market} if market else {},
        "consent": {
            "to_take_part": True,
            "given_on": day.isoformat(),
            "follow_up": {"given": chance.random() < 0.8},
        },
    }
