"""Lists the rules over one record; those over several records of a person are in `repeated_records`."""

from typing import Final

from services.outcomes.domain.quality import achievements, dates, deadlines, exits, registration, silence
from services.outcomes.domain.quality.finding import CheckedRecord, Finding, Part, Rule
from services.outcomes.domain.quality.silence import NO_ACTIVITY, NO_CONTACT

RULES: Final = (
    Rule(("future-date",), dates.future_date, (Part.REGISTRATION, Part.EXIT, Part.ACHIEVEMENTS)),
    Rule(("exit-before-start",), dates.exit_before_start, (Part.REGISTRATION, Part.EXIT)),
    Rule(("leaver-without-exit-date",), exits.leaver_without_exit_date, (Part.EXIT,)),
    Rule(("exit-date-without-kind",), exits.exit_date_without_kind, (Part.EXIT,)),
    Rule(("exit-kind-and-reason-disagree",), exits.exit_kind_and_reason_disagree, (Part.EXIT,)),
    Rule(
        ("outcome-before-registration",),
        achievements.outcome_before_registration,
        (Part.REGISTRATION, Part.ACHIEVEMENTS),
    ),
    Rule(("outcome-outside-window",), achievements.outcome_outside_window, (Part.EXIT, Part.ACHIEVEMENTS)),
    Rule((), achievements.outcome_for_somebody_else, (Part.REGISTRATION, Part.ACHIEVEMENTS)),
    Rule(
        (
            *("strand-against-date-of-birth", "postcode-outside-lot", "same-ni-number"),
            *("ni-number-malformed", "ni-number-without-suffix"),
        ),
        registration.flagged,
        (Part.REGISTRATION,),
    ),
    Rule(
        ("lot-and-authority-make-no-operation",),
        registration.lot_and_authority_make_no_operation,
        (Part.REGISTRATION,),
    ),
    Rule(("missing-characteristic",), registration.missing_characteristic, (Part.CHARACTERISTICS,)),
    Rule((NO_CONTACT,), silence.no_contact_for_60_days, (Part.CONTACTS,)),
    Rule((NO_ACTIVITY,), silence.no_activity_hours_for_60_days, (Part.ACTIVITIES,)),
    Rule(("six-month-status-due",), deadlines.six_month_status_due, (Part.EXIT, Part.FOLLOW_UP)),
    Rule(("soft-outcomes-missing",), exits.soft_outcomes_missing, (Part.EXIT,)),
    Rule(("over-29-months",), deadlines.over_29_months, (Part.REGISTRATION, Part.EXIT)),
)

_FUNCTIONS: Final = tuple(rule.find for rule in RULES)


def findings(record: CheckedRecord) -> tuple[Finding, ...]:
    """Every finding about one enrolment, also those that fall due only later."""
    return tuple(finding for find in _FUNCTIONS for finding in find(record))
