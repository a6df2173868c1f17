"""Rules about forms that lack something (handbook 3, "incomplete P1, P2, P2.2, P4-1"); what P2.1 lacks is
`missing-characteristic`."""

from collections.abc import Iterator
from typing import Final

from services.outcomes.domain.enrolment import NOT_KNOWN
from services.outcomes.domain.quality.finding import CheckedRecord, Finding

_ASSESSMENTS: Final = {"P2": "incomplete-p2", "P2.2": "incomplete-p2-2"}
_OTHER_RULES: Final = frozenset({"left_on", "kind", "soft_outcomes"})
"""What P4-1 can lack that has a rule of its own."""


def incomplete_p1(record: CheckedRecord) -> Iterator[Finding]:
    """The registration lacks something."""
    if lacks := record.enrolment.missing.get("P1"):
        yield Finding("incomplete-p1", record.enrolment.registration_recorded_on, lacks)


def incomplete_assessment(record: CheckedRecord) -> Iterator[Finding]:
    """The needs or the risk assessment lacks something that no other form tells."""
    enrolment = record.enrolment
    for form, rule in _ASSESSMENTS.items():
        if form not in enrolment.missing:
            continue
        lacks = tuple(
            name
            for name in enrolment.missing[form]
            if getattr(enrolment.characteristics, name, NOT_KNOWN) == NOT_KNOWN
        )
        if lacks:
            yield Finding(rule, enrolment.registration_recorded_on, lacks)


def incomplete_p4_1(record: CheckedRecord) -> Iterator[Finding]:
    """The exit form lacks something: an answer of the thirteen, the reason, what work it is."""
    left = record.enrolment.exit
    lacks = tuple(each for each in record.enrolment.missing.get("P4-1", ()) if each not in _OTHER_RULES)
    if left and lacks:
        yield Finding("incomplete-p4-1", left.recorded_on, lacks)
