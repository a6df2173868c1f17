"""Rules about dates that cannot be."""

from collections.abc import Iterator

from services.outcomes.domain.quality.finding import CheckedRecord, Finding


def _future_date(record: CheckedRecord) -> Iterator[Finding]:
    """A day had not come when it was reported (handbook 3, "future date"), on a registration, an exit or an
    achievement."""
    enrolment = record.enrolment
    reported = [("registered_on", enrolment.registered_on, enrolment.registration_recorded_on)]
    if enrolment.exit and enrolment.exit.left_on:
        reported.append(("left_on", enrolment.exit.left_on, enrolment.exit.recorded_on))
    reported += [(str(each.id), each.achieved_on, each.recorded_on) for each in record.achievements]
    for name, day, recorded_on in reported:
        if day > recorded_on:
            yield Finding("future-date", recorded_on, (name,))


def impossible_date(record: CheckedRecord) -> Iterator[Finding]:
    """A date of any form cannot be (handbook 3, "future date (in any form)", "activity, suspension or return
    whose dates are out of order")."""
    yield from _future_date(record)
    for fault in record.enrolment.date_faults:
        yield Finding(fault.rule, fault.since, (fault.about,))


def exit_before_start(record: CheckedRecord) -> Iterator[Finding]:
    """The exit is dated before the registration (handbook 3, "exit before start")."""
    left = record.enrolment.exit
    if left and record.enrolment.is_left_before_start:
        yield Finding("exit-before-start", left.recorded_on)
