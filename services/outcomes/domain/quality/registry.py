"""Lists the rules over one record; those over several records of a person are in `repeated_records`."""

from typing import Final

from services.outcomes.domain.quality import (
    achievements,
    after_leaving,
    dates,
    deadlines,
    exits,
    incomplete_forms,
    registration,
    silence,
)
from services.outcomes.domain.quality.finding import CheckedRecord, Finding, Remedy, Rule, Severity

_AMENDED: Final = Remedy(Severity.ERROR, ("records-amended",))
_LOOKED_AT: Final = Remedy(Severity.WARNING, ("records-amended",))
_PERSON: Final = Remedy(Severity.ERROR, ("person-corrected", "records-amended"))
_COMPLETED: Final = Remedy(Severity.WARNING, ("records-amended",))

RULES: Final = (
    Rule(
        (
            *("future-date", "activity-dates-out-of-order"),
            *("suspension-dates-out-of-order", "return-dates-out-of-order"),
        ),
        dates.impossible_date,
        _AMENDED,
    ),
    Rule(("exit-before-start",), dates.exit_before_start, _AMENDED),
    Rule(("leaver-without-exit-date",), exits.leaver_without_exit_date, _AMENDED),
    Rule(("exit-date-without-kind",), exits.exit_date_without_kind, _AMENDED),
    Rule(("exit-kind-and-reason-disagree",), exits.exit_kind_and_reason_disagree, _AMENDED),
    Rule(
        ("contact-after-exit", "contact-after-death"),
        after_leaving.heard_of_after_leaving,
        Remedy(Severity.WARNING, ("records-amended", "rejoined")),
    ),
    Rule(("outcome-before-registration",), achievements.outcome_before_registration, _AMENDED),
    Rule(("outcome-outside-window",), achievements.outcome_outside_window, _LOOKED_AT),
    Rule(("perhaps-told-twice",), achievements.perhaps_told_twice, _LOOKED_AT),
    Rule(
        (),
        achievements.outcome_for_somebody_else,
        Remedy(Severity.WARNING, ("corrected", "person-corrected", "records-amended")),
    ),
    Rule(
        (
            *("strand-against-date-of-birth", "postcode-outside-lot", "same-ni-number"),
            *("ni-number-malformed", "ni-number-without-suffix"),
        ),
        registration.flagged,
        _PERSON,
    ),
    Rule(
        ("lot-and-authority-make-no-operation",), registration.lot_and_authority_make_no_operation, _AMENDED
    ),
    Rule(("registration-before-programme",), registration.registration_outside_programme, _AMENDED),
    Rule(("eligibility-not-met",), registration.eligibility_not_met, _AMENDED),
    Rule(
        ("missing-characteristic",),
        registration.missing_characteristic,
        Remedy(Severity.ERROR, ("assessed", "corrected", "records-amended")),
    ),
    Rule(
        ("incomplete-p1",),
        incomplete_forms.incomplete_p1,
        Remedy(Severity.WARNING, ("person-corrected", "records-amended")),
    ),
    Rule(
        ("incomplete-p2", "incomplete-p2-2"),
        incomplete_forms.incomplete_assessment,
        Remedy(Severity.WARNING, ("assessed", "risk-assessed", "records-amended")),
    ),
    Rule(("incomplete-p4-1",), incomplete_forms.incomplete_p4_1, _COMPLETED),
    Rule(("soft-outcomes-missing",), exits.soft_outcomes_missing, _COMPLETED),
    Rule(
        (silence.NO_CONTACT,),
        silence.no_contact_for_60_days,
        Remedy(Severity.REMINDER, ("contact-recorded", "suspended", "exited")),
    ),
    Rule(
        (silence.NO_ACTIVITY,),
        silence.no_activity_hours_for_60_days,
        Remedy(Severity.REMINDER, ("activity-recorded", "suspended", "exited")),
    ),
    Rule(
        (silence.NO_HOURS_AT_ALL,),
        silence.no_activity_hours_at_all,
        Remedy(Severity.WARNING, ("activity-recorded",)),
    ),
    Rule(
        ("six-month-status-due",),
        deadlines.six_month_status_due,
        Remedy(Severity.REMINDER, ("followed-up",)),
    ),
    Rule(
        ("over-29-months",),
        deadlines.over_29_months,
        Remedy(Severity.WARNING, ("exited", "records-amended")),
    ),
)

_FUNCTIONS: Final = tuple(rule.find for rule in RULES)


def findings(record: CheckedRecord) -> tuple[Finding, ...]:
    """Every finding about one enrolment, also those that fall due only later."""
    return tuple(finding for find in _FUNCTIONS for finding in find(record))
