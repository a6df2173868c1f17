"""Assigns reasons for leaving: those of handbook 2 that go with how somebody left and what they achieved."""

from collections.abc import Sequence

from deploy.demo import silences
from deploy.demo.person import DemoPerson
from deploy.demo.random_source import random_source
from shared.contracts.vocabulary import ExitKind, ExitReason

PLANNED = {ExitReason.SUPPORT_RECEIVED: 75, ExitReason.REFERRED_ON: 25}
UNPLANNED = {
    ExitReason.DISENGAGED: 48,
    ExitReason.WITHDREW: 16,
    ExitReason.NOT_FOR_THEM: 10,
    ExitReason.RELAPSE_SUBSTANCE: 8,
    ExitReason.RELAPSE_MENTAL_HEALTH: 8,
    ExitReason.LEFT_AREA: 5,
    ExitReason.CUSTODY: 3,
    ExitReason.BREACH_OF_CONDUCT: 1,
    ExitReason.DIED: 1,
}
"""The report gives no shares; disengagement leads, as its whole section on closing files implies [3.99]."""


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    rng = random_source(seed, "reasons")
    for person in people:
        if person.ending is None:
            continue
        if person.ending.kind is ExitKind.UNPLANNED:
            able = {reason: share for reason, share in UNPLANNED.items() if _is_possible(person, reason)}
            person.reason = rng.choices(list(able), list(able.values()))[0]
        elif "employment" in person.claims:
            person.reason = ExitReason.EMPLOYMENT
        elif "education-training" in person.claims:
            person.reason = ExitReason.EDUCATION_OR_TRAINING
        else:
            person.reason = rng.choices(list(PLANNED), list(PLANNED.values()))[0]


def _is_possible(person: DemoPerson, reason: ExitReason) -> bool:
    """Nobody who went on to achieve something had died, and disengaging takes its time."""
    if reason is ExitReason.DIED:
        return not (person.feats or person.sightings or person.soft)
    return reason is not ExitReason.DISENGAGED or silences.may_disengage(person)
