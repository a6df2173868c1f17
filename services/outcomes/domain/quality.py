"""Which records somebody should mend: each rule is a function, each finding says since when (handbook 3)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.outcomes.domain.calendar import Span, days_after, months_after
from services.outcomes.domain.claims import span_of
from services.outcomes.domain.decision import Achievement
from services.outcomes.domain.enrolment import NOT_FOLLOWED_UP, Enrolment
from services.outcomes.domain.programme import Programme, StatusAfterExit, Window

NO_CONTACT = "no-contact-for-60-days"
NO_ACTIVITY = "no-activity-hours-for-60-days"
SILENCE_DAYS = 60
LONGEST_STAY_MONTHS = 29


class Finding(NamedTuple):
    """Something to mend. It counts as of a date D when `since <= D`: what falls due as time passes is
    dated ahead, and is not there when the record changes before."""

    rule: str
    since: date
    about: tuple[str, ...] = ()
    """What to look at: names of fields, or ids of achievements."""


class Record(NamedTuple):
    """All that is known of one enrolment."""

    programme: Programme
    enrolment: Enrolment
    achievements: tuple[Achievement, ...] = ()

    def of_kinds(self, kinds: frozenset[str]) -> tuple[Achievement, ...]:
        return tuple(each for each in self.achievements if each.kind in kinds)


def future_date(record: Record) -> Iterator[Finding]:
    """A day that had not come when it was reported."""
    enrolment = record.enrolment
    told = [("registered_on", enrolment.registered_on, enrolment.registration_recorded_on)]
    if enrolment.exit and enrolment.exit.left_on:
        told.append(("left_on", enrolment.exit.left_on, enrolment.exit.recorded_on))
    told += [(str(each.id), each.achieved_on, each.recorded_on) for each in record.achievements]
    for name, day, recorded_on in told:
        if day > recorded_on:
            yield Finding("future-date", recorded_on, (name,))


def exit_before_start(record: Record) -> Iterator[Finding]:
    left = record.enrolment.exit
    if left and left.left_on and left.left_on < record.enrolment.registered_on:
        yield Finding("exit-before-start", left.recorded_on)


def leaver_without_exit_date(record: Record) -> Iterator[Finding]:
    left = record.enrolment.exit
    if left and left.left_on is None:
        yield Finding("leaver-without-exit-date", left.recorded_on)


def exit_date_without_kind(record: Record) -> Iterator[Finding]:
    left = record.enrolment.exit
    if left and left.left_on and left.kind is None:
        yield Finding("exit-date-without-kind", left.recorded_on)


def outcome_before_registration(record: Record) -> Iterator[Finding]:
    for each in record.achievements:
        if each.achieved_on < record.enrolment.registered_on:
            yield Finding("outcome-before-registration", each.recorded_on, (str(each.id),))


def outcome_outside_window(record: Record) -> Iterator[Finding]:
    """Achieved after all, but nothing of it when the category asks for it."""
    enrolment = record.enrolment
    if enrolment.exit is None or enrolment.exit.left_on is None:
        return
    for category in record.programme.categories:
        if not isinstance(category.basis, Window):
            continue
        span = span_of(category.basis, enrolment)
        since_start = [
            each for each in record.of_kinds(category.kinds) if each.achieved_on >= enrolment.registered_on
        ]
        if since_start and not any(span.holds(each.achieved_on) for each in since_start):
            recorded_on = max(each.recorded_on for each in since_start)
            yield Finding(
                "outcome-outside-window",
                max(recorded_on, enrolment.exit.recorded_on),
                tuple(sorted(str(each.id) for each in since_start)),
            )


def outcome_for_somebody_else(record: Record) -> Iterator[Finding]:
    """An outcome that the programme keeps for others: education at 25+, job search when not inactive."""
    for category in record.programme.categories:
        for condition in category.conditions:
            if condition.finding is None or getattr(record.enrolment, condition.field) in condition.one_of:
                continue
            for each in record.of_kinds(category.kinds):
                yield Finding(condition.finding, each.recorded_on, (str(each.id),))


def flagged(record: Record) -> Iterator[Finding]:
    """What only the owner of the person's identity can see: age against strand, post code against lot,
    the same NI number on two people."""
    for rule in record.enrolment.flags:
        yield Finding(rule, record.enrolment.registration_recorded_on)


def missing_characteristic(record: Record) -> Iterator[Finding]:
    names = record.enrolment.characteristics.missing(record.programme.mandatory)
    if names:
        yield Finding("missing-characteristic", record.enrolment.registration_recorded_on, names)


def no_contact_for_60_days(record: Record) -> Iterator[Finding]:
    yield from _silence(NO_CONTACT, record.enrolment, record.enrolment.last_contact_on)


def no_activity_hours_for_60_days(record: Record) -> Iterator[Finding]:
    yield from _silence(NO_ACTIVITY, record.enrolment, record.enrolment.last_activity_on)


def _silence(rule: str, enrolment: Enrolment, last: date | None) -> Iterator[Finding]:
    """Only an open file can be silent: not one that is suspended or closed (handbook 2)."""
    if not enrolment.left and enrolment.suspended_on is None:
        start = max(enrolment.open_since, last) if last else enrolment.open_since
        yield Finding(rule, silent_since(start))


def silent_since(last: date) -> date:
    """When an open file counts as silent. A later contact or activity only ever moves it on."""
    return days_after(last, SILENCE_DAYS)


def six_month_status_due(record: Record) -> Iterator[Finding]:
    """Due and unknown; saying that the person was not followed up answers it too. Nobody is asked to
    follow up somebody who has died."""
    enrolment = record.enrolment
    if enrolment.exit is None or enrolment.exit.left_on is None or enrolment.exit.reason == "died":
        return
    for basis in (each.basis for each in record.programme.categories):
        if not isinstance(basis, StatusAfterExit):
            continue
        span = basis.span(enrolment.exit.left_on)
        given_up = any(
            each.status == NOT_FOLLOWED_UP and Span(span.opens_on).holds(each.observed_on)
            for each in enrolment.follow_ups
        )
        if enrolment.status_within(span) is None and not given_up:
            yield Finding("six-month-status-due", basis.due_on(enrolment.exit.left_on))


def soft_outcomes_missing(record: Record) -> Iterator[Finding]:
    left = record.enrolment.exit
    if left and not left.soft_outcomes:
        yield Finding("soft-outcomes-missing", left.recorded_on)


def over_29_months(record: Record) -> Iterator[Finding]:
    enrolment = record.enrolment
    longest = months_after(enrolment.registered_on, LONGEST_STAY_MONTHS)
    if not enrolment.left or (enrolment.left_on is not None and enrolment.left_on > longest):
        yield Finding("over-29-months", days_after(longest, 1))


RULES: tuple[Callable[[Record], Iterator[Finding]], ...] = (
    future_date,
    exit_before_start,
    leaver_without_exit_date,
    exit_date_without_kind,
    outcome_before_registration,
    outcome_outside_window,
    outcome_for_somebody_else,
    flagged,
    missing_characteristic,
    no_contact_for_60_days,
    no_activity_hours_for_60_days,
    six_month_status_due,
    soft_outcomes_missing,
    over_29_months,
)


def findings(record: Record) -> tuple[Finding, ...]:
    """Every finding about one enrolment, also those that fall due only later."""
    return tuple(finding for rule in RULES for finding in rule(record))


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


def second_open_records(of_one_person: Iterable[Enrolment]) -> Iterator[tuple[UUID, Finding]]:
    """Every open record of a person but the first, and since when it has been open beside it."""
    still_open = sorted(
        (each for each in of_one_person if not each.left),
        key=lambda each: (each.registered_on, each.id),
    )
    for each in still_open[1:]:
        since = max(each.open_since, still_open[0].open_since)
        yield each.id, Finding("second-open-record", since, (str(still_open[0].id),))
