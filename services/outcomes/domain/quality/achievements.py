"""Rules about achievements that a programme could have counted."""

from collections.abc import Iterator
from datetime import date

from services.outcomes.domain.claims import span_of
from services.outcomes.domain.decision import Achievement
from services.outcomes.domain.programme import Window
from services.outcomes.domain.quality.finding import CheckedRecord, Finding


def outcome_before_registration(record: CheckedRecord) -> Iterator[Finding]:
    """Something was achieved before the registration (handbook 3, "outcome before registration")."""
    for each in record.achievements:
        if each.achieved_on < record.enrolment.registered_on:
            yield Finding("outcome-before-registration", each.recorded_on, (str(each.id),))


def perhaps_told_twice(record: CheckedRecord) -> Iterator[Finding]:
    """The same kind of thing was achieved twice on one day (handbook 3, "perhaps told twice")."""
    first: dict[tuple[str, date], Achievement] = {}
    for each in sorted(record.achievements, key=lambda each: (each.recorded_on, each.id)):
        same = first.setdefault((each.kind, each.achieved_on), each)
        if same is not each:
            about = tuple(sorted((str(same.id), str(each.id))))
            yield Finding("perhaps-told-twice", each.recorded_on, about)


def outcome_outside_window(record: CheckedRecord) -> Iterator[Finding]:
    """Something was achieved, but nothing of it when the category asks for it (handbook 3, "outside its
    window")."""
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


def outcome_for_somebody_else(record: CheckedRecord) -> Iterator[Finding]:
    """The programme keeps an outcome for others (handbook 3, "education outcome at 25+; job-search outcome
    when not inactive"). Its file names the rule."""
    for category in record.programme.categories:
        for condition in category.conditions:
            if condition.finding is None or getattr(record.enrolment, condition.field) in condition.one_of:
                continue
            for each in record.of_kinds(category.kinds):
                yield Finding(condition.finding, each.recorded_on, (str(each.id),))
