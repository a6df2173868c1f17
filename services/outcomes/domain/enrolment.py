"""What outcomes knows of one person's participation in one operation, and how each fact changes it. Named
tuples, because one is made at every step: they are made and copied several times as fast as frozen
dataclasses (decision 0030)."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from services.outcomes.domain.calendar import Span

NOT_KNOWN = "not_known"
NOT_FOLLOWED_UP = "not_followed_up"
DIED = "died"
"""A reason of leaving."""

_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NO_CHOICE: Mapping[str, str] = MappingProxyType({})


class Characteristics(NamedTuple):
    """Form P2.1 in the words of the contract; "not known" is a value and is not "no" (handbook 2)."""

    gender: str = NOT_KNOWN
    ethnicity: str = NOT_KNOWN
    condition: str = NOT_KNOWN
    qualification: str = NOT_KNOWN
    labour_market: str = NOT_KNOWN
    single_adult_household: str = NOT_KNOWN
    jobless_household: str = NOT_KNOWN
    homeless: str = NOT_KNOWN
    dependent_children: str = NOT_KNOWN
    primary_carer: str = NOT_KNOWN
    work_limiting_condition: str = NOT_KNOWN
    disability: str = NOT_KNOWN

    def missing(self, mandatory: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in mandatory if getattr(self, name) == NOT_KNOWN)


class Exit(NamedTuple):
    """Form P4-1; the day somebody left and the kind of exit can be missing (handbook 2)."""

    recorded_on: date
    """When the exit was reported to have happened: all there is to go by without `left_on`."""
    left_on: date | None = None
    kind: str | None = None
    reason: str | None = None
    soft_outcomes: Mapping[str, str] = MappingProxyType({})
    soft_outcomes_on: date | None = None


class FollowUp(NamedTuple):
    """A status observed after leaving."""

    status: str
    observed_on: date
    evidence: str | None = None


class DateFault(NamedTuple):
    """A date of a form cannot be: what rule of data quality says so, since when, and which field."""

    rule: str
    since: date
    about: str


class Enrolment(NamedTuple):
    """Built by the registration; every method is a fact that arrived and answers the enrolment after it."""

    id: UUID
    participant: UUID
    provider: UUID
    programme: str
    lot: str
    esf_area: str
    strand: str
    registered_on: date
    registration_recorded_on: date
    labour_market: str
    """At registration: what claims ask for."""
    open_since: date
    """The registration, the last return or the last resumption: what silence is counted from."""
    characteristics: Characteristics = Characteristics()
    is_eligible: bool = True
    """Not, where a criterion is known not to be met (handbook 1): then nothing can be claimed."""
    may_be_followed_up: bool = True
    """Not, once the person said that they do not want to be asked after leaving (handbook 2)."""
    flags: tuple[str, ...] = ()
    """Data-quality rules that only the owner of the person's identity can judge."""
    missing: Mapping[str, tuple[str, ...]] = _NONE
    """What each form lacks, by form."""
    exit: Exit | None = None
    earlier_exits: tuple[Exit, ...] = ()
    rejoined_on: date | None = None
    suspended_on: date | None = None
    last_contact_on: date | None = None
    activity_hours: float = 0
    last_activity_on: date | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    """In the order in which they were told: a later word on the same time stands."""
    date_faults: tuple[DateFault, ...] = ()
    """What was wrong with dates that are not kept themselves, each once."""
    choices: Mapping[str, str] = _NO_CHOICE
    """The category that the provider chose, by the group of those that exclude each other."""

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """What targets and funding hang on: the programme's operation in the lot (handbook 1)."""
        return self.programme, self.esf_area, self.strand, self.lot

    @property
    def left(self) -> bool:
        return self.exit is not None

    @property
    def is_left_before_start(self) -> bool:
        """Whether the exit is dated before the registration, which cannot be."""
        return self.left_on is not None and self.left_on < self.registered_on

    @property
    def left_on(self) -> date | None:
        return self.exit.left_on if self.exit else None

    def with_date_faults(self, faults: Iterable[DateFault]) -> "Enrolment":
        """The order in which we are told of them makes no difference."""
        return self._replace(date_faults=tuple(sorted({*self.date_faults, *faults})))

    def assessed(self, form: str, told: Mapping[str, str], missing: tuple[str, ...] = ()) -> "Enrolment":
        """`told` has the characteristics that are known; a form that is silent about one changes nothing."""
        characteristics = self.characteristics._replace(**told)
        return self._replace(characteristics=characteristics, missing={**self.missing, form: missing})

    def corrected(self, told: Mapping[str, str]) -> "Enrolment":
        """`told` has what was corrected, "not known" too. A corrected labour-market status is the one that
        held at registration."""
        return self._replace(
            characteristics=self.characteristics._replace(**told),
            labour_market=told.get("labour_market", self.labour_market),
        )

    def contacted(self, on: date, *, attended: bool) -> "Enrolment":
        """Only somebody who was reached has been in contact."""
        return self._replace(last_contact_on=_later(self.last_contact_on, on)) if attended else self

    def active(self, on: date, hours: float) -> "Enrolment":
        """An activity without hours is no activity hours (handbook 3)."""
        if hours <= 0:
            return self
        return self._replace(
            activity_hours=self.activity_hours + hours,
            last_activity_on=_later(self.last_activity_on, on),
        )

    def suspended(self, on: date) -> "Enrolment":
        return self._replace(suspended_on=on)

    def resumed(self, on: date) -> "Enrolment":
        return self._replace(suspended_on=None, open_since=on)

    def exited(self, exit: Exit, missing: tuple[str, ...] = ()) -> "Enrolment":  # noqa: A002
        """A second exit form without a return between replaces the first."""
        return self._replace(exit=exit, suspended_on=None, missing={**self.missing, "P4-1": missing})

    def rejoined(self, on: date) -> "Enrolment":
        """One record: the first start stays, the final exit moves, results are worked out again
        (handbook 3, re-entry)."""
        earlier = (*self.earlier_exits, self.exit) if self.exit else self.earlier_exits
        missing = {form: lacks for form, lacks in self.missing.items() if form != "P4-1"}
        return self._replace(
            exit=None,
            earlier_exits=earlier,
            rejoined_on=on,
            open_since=on,
            suspended_on=None,
            missing=missing,
        )

    def followed_up(self, follow_up: FollowUp) -> "Enrolment":
        return self._replace(follow_ups=(*self.follow_ups, follow_up))

    def consented_to_follow_up(self, *, given: bool) -> "Enrolment":
        return self._replace(may_be_followed_up=given)

    def chose(self, group: str, category: str) -> "Enrolment":
        """A later choice replaces an earlier one."""
        return self._replace(choices={**self.choices, group: category})

    def status_within(self, span: Span) -> FollowUp | None:
        """The status that was observed last in a span, whenever it was told; of several observed on one day,
        the last word. "Not followed up" is not a status (handbook 3)."""
        known = [
            each
            for each in self.follow_ups
            if each.status != NOT_FOLLOWED_UP and span.holds(each.observed_on)
        ]
        return max(reversed(known), key=lambda each: each.observed_on, default=None)


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)
