"""Matches ready people with an opportunity: who meets every hard requirement, in which order and why, and who
does not (handbook 4, "Matching")."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from services.employers.domain.opportunity import Opportunity
from services.employers.domain.readiness import Readiness


class Nearness(IntEnum):
    """How near the opportunity is: the same lot first, then adjoining, then national."""

    SAME_LOT = 0
    ADJOINING_LOT = 1
    NATIONAL = 2


_FARTHEST: Final = {
    "own_lot": Nearness.SAME_LOT,
    "adjoining_lots": Nearness.ADJOINING_LOT,
    "anywhere": Nearness.NATIONAL,
}


class Lack(StrEnum):
    """Why somebody is not matched. Nothing else excludes anybody."""

    OTHER_KIND = "other-kind"
    OTHER_SOC_GROUP = "other-soc-group"
    OTHER_HOURS = "other-hours"
    TOO_MANY_HOURS = "too-many-hours"
    TOO_FAR = "too-far"
    NOT_YET_AVAILABLE = "not-yet-available"
    CERTIFICATE_LACKING = "certificate-lacking"
    CERTIFICATE_EXPIRED = "certificate-expired"
    NO_DRIVER = "no-driver"
    LAW = "law"
    NOT_TAKING_PART = "not-taking-part"
    NOT_AGREED_TO_MATCHING = "not-agreed-to-matching"
    IN_FULL_TIME_PLACEMENT = "in-full-time-placement"
    OFFERED_HERE = "offered-here"
    OFFERED_ELSEWHERE = "offered-elsewhere"
    DECLINED_HERE = "declined-here"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ready person with what else decides on a match: the lot of their file, and the opportunities that
    they were offered."""

    readiness: Readiness
    lot: str
    takes_part: bool = True
    may_be_matched: bool = True
    in_full_time_placement: bool = False
    """One that started since they were ready: it ended that."""
    offered: frozenset[UUID] = frozenset()
    """Where they have a place, or had one."""
    waiting: frozenset[UUID] = frozenset()
    """Those of them that have not begun."""
    declined: frozenset[UUID] = frozenset()
    """Where it came to nothing before it began."""


@dataclass(frozen=True, slots=True)
class Match:
    """A person who meets every hard requirement, and what speaks for them."""

    candidate: Candidate
    nearness: Nearness
    shared_interests: tuple[str, ...]
    is_stale: bool

    @property
    def rank(self) -> tuple[int, bool, int, UUID]:
        """The place in the order: near before far, confirmed before stale, what they like first, and then
        who has been with the service longest."""
        person = self.candidate.readiness
        return self.nearness, self.is_stale, -len(self.shared_interests), person.enrolment_id


@dataclass(frozen=True, slots=True)
class LackCount:
    """How many people lack something, and how many nothing but that: those it would be worth training."""

    lack: Lack
    people: int
    nothing_else: int


@dataclass(frozen=True, slots=True)
class Matches:
    """Everybody who is ready, sorted by whether they match."""

    matched: Sequence[Match]
    not_matched: Sequence[LackCount]


def nearness(own: str, lot: str, adjoining: AbstractSet[str]) -> Nearness:
    """Tell how near a lot is; `adjoining` are the lots that adjoin it."""
    if own == lot:
        return Nearness.SAME_LOT
    return Nearness.ADJOINING_LOT if own in adjoining else Nearness.NATIONAL


def first_day(opportunity: Opportunity, today: date) -> date:
    """Find the first day of the work for somebody who is placed now."""
    return max(today, opportunity.starts_on or today)


def lacks(
    opportunity: Opportunity, candidate: Candidate, today: date, adjoining: AbstractSet[str]
) -> list[Lack]:
    """List the hard requirements that somebody does not meet."""
    return [*_work_lacks(opportunity, candidate, today, adjoining), *_person_lacks(opportunity, candidate)]


def match(opportunity: Opportunity, candidate: Candidate, today: date, adjoining: AbstractSet[str]) -> Match:
    """Make the match of somebody who lacks nothing."""
    person = candidate.readiness
    return Match(
        candidate,
        nearness(candidate.lot, opportunity.lot, adjoining),
        tuple(each for each in opportunity.interests if each in person.interests),
        person.is_stale(today),
    )


def rank(
    opportunity: Opportunity, candidates: Iterable[Candidate], today: date, adjoining: AbstractSet[str]
) -> Matches:
    """Sort people by whether they match, the best match first and nobody twice, and count why others do
    not. In whatever order people come, the result is the same."""
    matched: list[Match] = []
    all_lacks: Counter[Lack] = Counter()
    only_lack: Counter[Lack] = Counter()
    for candidate in candidates:
        found = lacks(opportunity, candidate, today, adjoining)
        if not found:
            matched.append(match(opportunity, candidate, today, adjoining))
        all_lacks.update(found)
        if len(found) == 1:
            only_lack.update(found)
    best = {each.candidate.readiness.participant_id: each for each in sorted(matched, key=_worst_first)}
    return Matches(
        sorted(best.values(), key=lambda each: each.rank),
        [LackCount(lack, all_lacks[lack], only_lack[lack]) for lack in Lack if all_lacks[lack]],
    )


def choose(matches: Matches, places: int) -> Sequence[Match]:
    """Choose whom to offer places: the best matches, as many as there are places. For one opportunity, whose
    places are alike, that is a maximum matching, and of all of them the one of the best ranks."""
    return matches.matched[:places]


def _worst_first(each: Match) -> tuple[int, bool, int, int]:
    near, stale, interests, enrolment = each.rank
    return -near, not stale, -interests, -enrolment.int


def _work_lacks(
    opportunity: Opportunity, candidate: Candidate, today: date, adjoining: AbstractSet[str]
) -> Iterator[Lack]:
    person, begins = candidate.readiness, first_day(opportunity, today)
    if opportunity.kind not in person.kinds:
        yield Lack.OTHER_KIND
    if person.soc_groups and opportunity.soc_group not in person.soc_groups:
        yield Lack.OTHER_SOC_GROUP
    if person.hours_patterns and not {*opportunity.hours_patterns} <= {*person.hours_patterns}:
        yield Lack.OTHER_HOURS
    most, hours = person.max_hours_per_week, opportunity.hours_per_week
    if most is not None and hours is not None and hours > most:
        yield Lack.TOO_MANY_HOURS
    if nearness(candidate.lot, opportunity.lot, adjoining) > _FARTHEST[person.travel]:
        yield Lack.TOO_FAR
    if opportunity.starts_on is not None and person.available_from > begins:
        yield Lack.NOT_YET_AVAILABLE
    held = [person.certificate(kind) for kind in opportunity.certificates]
    if None in held:
        yield Lack.CERTIFICATE_LACKING
    if any(each is not None and not each.holds(begins) for each in held):
        yield Lack.CERTIFICATE_EXPIRED
    if opportunity.needs_driver and not person.drives:
        yield Lack.NO_DRIVER
    if not {*opportunity.legal_requirements} <= {*person.legal_requirements_met}:
        yield Lack.LAW


def _person_lacks(opportunity: Opportunity, candidate: Candidate) -> Iterator[Lack]:
    if not candidate.takes_part:
        yield Lack.NOT_TAKING_PART
    if not candidate.may_be_matched:
        yield Lack.NOT_AGREED_TO_MATCHING
    if candidate.in_full_time_placement:
        yield Lack.IN_FULL_TIME_PLACEMENT
    if opportunity.id in candidate.offered:
        yield Lack.OFFERED_HERE
    elif opportunity.id in candidate.declined:
        yield Lack.DECLINED_HERE
    if candidate.waiting - {opportunity.id}:
        yield Lack.OFFERED_ELSEWHERE
