"""Defines what a rule looks at and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from services.outcomes.domain.decision import Achievement
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.programme import Programme


class Finding(NamedTuple):
    """Something to mend. It counts as of a date D when `since <= D`: what falls due as time passes is
    dated ahead, and is not there when the record changes before."""

    rule: str
    since: date
    about: tuple[str, ...] = ()
    """What to look at: names of fields, or ids of achievements."""


class CheckedRecord(NamedTuple):
    """All that is known of one enrolment."""

    programme: Programme
    enrolment: Enrolment
    achievements: tuple[Achievement, ...] = ()

    def of_kinds(self, kinds: frozenset[str]) -> tuple[Achievement, ...]:
        return tuple(each for each in self.achievements if each.kind in kinds)


class Severity(StrEnum):
    """What a finding does to figures (**ours**)."""

    ERROR = auto()
    """It cannot be as it stands: somebody or something is not counted, or counted wrongly."""
    WARNING = auto()
    """It may be as it stands; somebody should look."""
    REMINDER = auto()
    """Something is due."""


class Remedy(NamedTuple):
    """How bad a finding is, and the events after which it is there no more."""

    severity: Severity
    mended_by: tuple[str, ...]
    """Names of events of the door; whoever may post events can mend it."""


class Rule(NamedTuple):
    """A rule of the registry: the codes it finds, its function, and what mends it. A rule without codes finds
    those that a programme's file names."""

    codes: tuple[str, ...]
    find: Callable[[CheckedRecord], Iterator[Finding]]
    remedy: Remedy


def one_per_rule(found: Iterable[Finding]) -> dict[str, Finding]:
    """The findings of one enrolment by rule: since the first of them, about all that they are about."""
    by_rule: dict[str, Finding] = {}
    for each in found:
        if (known := by_rule.get(each.rule)) is None:
            by_rule[each.rule] = each
        else:
            since = min(known.since, each.since)
            by_rule[each.rule] = Finding(each.rule, since, (*known.about, *each.about))
    return by_rule
