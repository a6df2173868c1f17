"""Invents one person of the programme: when they took part, what they are like, and what they achieved."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from deploy.demo.people import IdentityGenerator
from deploy.demo.person import Body, plus
from deploy.demo.pmw.areas import Area
from shared.contracts.vocabulary import Answer, Ethnicity, Gender, Qualification

BEGAN: Final = date(2009, 10, 1)
TOLD_BY: Final = date(2013, 9, 30)
"""The end of Quarter 16: nothing is told of what came later."""

_STAYS: Final = {(7, 30): 10, (31, 210): 45, (211, 390): 25, (391, 750): 15, (751, 1100): 5}
"""Days of taking part, by the classes of length that the report has, with shares of our own."""
_OTHER: Final = {
    "non_accredited_course": 40,
    "volunteering": 30,
    "part_qualification": 18,
    "job_interview": 12,
}
ADDED_ON: Final = date(2011, 4, 1)
_ADDED_LATER: Final = {"part_time_work": 1, "job_application": 2}


@dataclass(slots=True)
class Achieved:
    """An achievement; `led_to` is the kind of the one that it led to directly."""

    kind: str
    on: date
    evidence: str
    level: int | None = None
    led_to: str | None = None


@dataclass(slots=True)
class PmwPerson:
    """`last_day` is that of leaving, or of the last we know; `choice` is the category that the provider chose
    of two exit outcomes."""

    subject: str
    area: Area
    local_authority: str
    registered_on: date
    last_day: date
    has_left: bool
    identity: Body
    traits: dict[str, str]
    achieved: list[Achieved] = field(default_factory=list)
    choice: str | None = None

    @property
    def exit_outcomes(self) -> list[Achieved]:
        """Entering work and entering further learning, earliest first."""
        kinds = ("paid_work", "education_or_training")
        return sorted((each for each in self.achieved if each.kind in kinds), key=lambda each: each.on)


def invent(area: Area, number: int, identities: IdentityGenerator, rng: Random) -> PmwPerson:
    """Make one person up."""
    registered_on = plus(BEGAN, int((TOLD_BY - BEGAN).days * rng.random() ** 0.9) - 10)
    registered_on = min(max(registered_on, BEGAN), plus(TOLD_BY, -14))
    low, high = rng.choices(list(_STAYS), list(_STAYS.values()))[0]
    last_day = plus(registered_on, rng.randint(low, high))
    gender = rng.choices((Gender.MALE, Gender.FEMALE), (66, 34))[0]
    authority = rng.choice(area.authorities)
    age = min(rng.randint(17, 64), rng.randint(17, 64))
    born = date(registered_on.year - age, rng.randint(1, 12), rng.randint(1, 28))
    person = PmwPerson(
        subject=f"PM-{area.prefix}-{number:04d}",
        area=area,
        local_authority=authority,
        registered_on=registered_on,
        last_day=min(last_day, TOLD_BY),
        has_left=last_day <= TOLD_BY,
        identity=identities.identity(gender, born, authority),
        traits=_traits(gender, rng),
    )
    _achieve(person, rng)
    return person


def _traits(gender: Gender, rng: Random) -> dict[str, str]:
    levels = (
        *(Qualification.NONE, Qualification.CQFW_1, Qualification.CQFW_2, Qualification.CQFW_3),
        *(Qualification.CQFW_5, Qualification.CQFW_7, Qualification.NOT_KNOWN),
    )
    return {
        "gender": gender,
        "ethnicity": rng.choices(list(Ethnicity), (95, 3, 2))[0],
        "condition": rng.choices(("substance_misuse_only", "both"), (70, 30))[0],
        "qualification": rng.choices(levels, (38, 20, 22, 10, 4, 2, 4))[0],
        "work_limiting_condition": rng.choices(list(Answer), (42, 50, 8))[0],
        "disability": rng.choices(list(Answer), (24, 68, 8))[0],
    }


def _achieve(person: PmwPerson, rng: Random) -> None:
    """Qualifications and other positives on the way, exit outcomes at the end: an exit outcome closes the
    file that day, and a second one is told while the provider still has to choose."""
    if rng.random() < 0.18:
        _add(person, "qualification", _on_the_way(person, rng), rng, level=rng.choice((1, 2, 2, 3)))
    kinds = list(_OTHER)
    for _ in range(rng.choices((0, 1, 2, 3), (52, 28, 14, 6))[0]):
        _add(person, rng.choices(kinds, list(_OTHER.values()))[0], _on_the_way(person, rng), rng)
    if person.last_day > ADDED_ON and rng.random() < 0.08:
        on = max(_on_the_way(person, rng), ADDED_ON)
        _add(person, rng.choices(list(_ADDED_LATER), list(_ADDED_LATER.values()))[0], on, rng)
    if not person.has_left:
        return
    fate = rng.random()
    if fate < 0.12:
        _add(person, "paid_work", person.last_day, rng)
        if rng.random() < 0.4:
            before = max(plus(person.last_day, -rng.randint(5, 25)), person.registered_on)
            _add(person, "job_interview", before, rng, led_to="paid_work")
    elif fate < 0.20:
        _add(person, "education_or_training", person.last_day, rng)
    elif fate < 0.23 and plus(person.last_day, 90) <= TOLD_BY:
        _add(person, "education_or_training", person.last_day, rng)
        _add(person, "paid_work", plus(person.last_day, rng.randint(20, 90)), rng)
        if rng.random() < 0.75:
            person.choice = rng.choice(("employment", "further-learning"))


def _on_the_way(person: PmwPerson, rng: Random) -> date:
    return plus(person.registered_on, rng.randint(0, (person.last_day - person.registered_on).days))


def _add(
    person: PmwPerson,
    kind: str,
    on: date,
    rng: Random,
    *,
    level: int | None = None,
    led_to: str | None = None,
) -> None:
    evidence = rng.choices(("mentor_verified", "third_party_document", "self_reported"), (70, 22, 8))[0]
    person.achieved.append(Achieved(kind, on, evidence, level, led_to))
