"""Rules about dates that cannot be."""

from collections.abc import Iterator

from services.outcomes.domain.quality.finding import CheckedRecord, Finding


def future_date(record: CheckedRecord) -> Iterator[Finding]:
    """A day had not come when it was reported (handbook 3, "future date")."""
    enrolment = record.enrolment
    reported = [("registered_on", enrolment.registered_on, enrolment.registration_recorded_on)]
    if enrolment.exit and enrolment.exit.left_on:
        reported.append(("left_on", enrolment.exit.left_on, enrolment.exit.recorded_on))
    reported += [(str(each.id), each.achieved_on, each.recorded_on) for each in record.achievements]
    for name, day, recorded_on in reported:
        if day > recorded_on:
            yield Finding("future-date", recorded_on, (name,))


def exit_before_start(record: CheckedRecord) -> Iterator[Finding]:
    """The exit is dated before the registration (handbook 3, "exit before start")."""
    left = record.enrolment.exit
    if left and left.left_on and left.left_on < record.enrolment.registered_on:
        yield Finding("exit-before-start", left.recorded_on)
