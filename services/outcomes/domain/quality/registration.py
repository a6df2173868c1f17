"""Rules about the registration and what form P2.1 answers (handbook 2)."""

from collections.abc import Iterator

from services.outcomes.domain.quality.finding import CheckedRecord, Finding


def flagged(record: CheckedRecord) -> Iterator[Finding]:
    """The owner of the person's identity has found something that nobody else can see: strand against date
    of birth, post code against lot, NI numbers (handbook 3)."""
    for rule in record.enrolment.flags:
        yield Finding(rule, record.enrolment.registration_recorded_on)


def lot_and_authority_make_no_operation(record: CheckedRecord) -> Iterator[Finding]:
    """The authority that somebody lives in lies in an ESF area in which the lot has no operation (handbook 1,
    "Geography")."""
    enrolment = record.enrolment
    if not record.programme.has_operation(enrolment.esf_area, enrolment.strand, enrolment.lot):
        recorded_on = enrolment.registration_recorded_on
        yield Finding("lot-and-authority-make-no-operation", recorded_on, ("lot", "local_authority"))


def registration_outside_programme(record: CheckedRecord) -> Iterator[Finding]:
    """Somebody was registered before the programme began (handbook 1)."""
    if record.enrolment.registered_on < record.programme.starts_on:
        recorded_on = record.enrolment.registration_recorded_on
        yield Finding("registration-before-programme", recorded_on, ("registered_on",))


def eligibility_not_met(record: CheckedRecord) -> Iterator[Finding]:
    """A criterion is known not to be met (handbook 3, "eligibility not met"): nothing can be claimed."""
    if not record.enrolment.is_eligible:
        yield Finding("eligibility-not-met", record.enrolment.registration_recorded_on)


def missing_characteristic(record: CheckedRecord) -> Iterator[Finding]:
    """A question that must be answered is open (handbook 3, "missing mandatory characteristic")."""
    names = record.enrolment.characteristics.missing(record.programme.mandatory)
    if names:
        yield Finding("missing-characteristic", record.enrolment.registration_recorded_on, names)
