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


class Part(StrEnum):
    """A part of a record that a rule looks at: what somebody mends when the rule is broken."""

    REGISTRATION = auto()
    CHARACTERISTICS = auto()
    CONTACTS = auto()
    ACTIVITIES = auto()
    ACHIEVEMENTS = auto()
    EXIT = auto()
    FOLLOW_UP = auto()


class Rule(NamedTuple):
    """A rule of the registry: the codes it finds, its function, and what it looks at. A rule without codes
    finds those that a programme's file names."""

    codes: tuple[str, ...]
    find: Callable[[CheckedRecord], Iterator[Finding]]
    looks_at: tuple[Part, ...]


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
