"""Rules about the registration and what form P2.1 answers (handbook 2)."""

from collections.abc import Iterator

from services.outcomes.domain.quality.finding import CheckedRecord, Finding


def flagged(record: CheckedRecord) -> Iterator[Finding]:
    """The owner of the person's identity has found something that nobody else can see: strand against date
    of birth, post code against lot, NI numbers (handbook 3)."""
    for rule in record.enrolment.flags:
        yield Finding(rule, record.enrolment.registration_recorded_on)


def missing_characteristic(record: CheckedRecord) -> Iterator[Finding]:
    """A question that must be answered is open (handbook 3, "missing mandatory characteristic")."""
    names = record.enrolment.characteristics.missing(record.programme.mandatory)
    if names:
        yield Finding("missing-characteristic", record.enrolment.registration_recorded_on, names)
