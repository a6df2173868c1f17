"""Rules about consent: nobody stays on the books against their will."""

from services.participants.domain.due.rule import Day, DueDays, Has, Rule, RuleCode
from services.participants.domain.enrolment import Status

_NOT_LEFT = frozenset({Status.OPEN, Status.SUSPENDED})


def consent_withdrawn(_: DueDays) -> Rule:
    """The consent to take part was withdrawn, and the file is not closed (handbook 2, "Consent"): the exit is
    still to be recorded."""
    return Rule(
        RuleCode.CONSENT_WITHDRAWN,
        _NOT_LEFT,
        since=(Day.CONSENT_WITHDRAWN,),
        due=Day.CONSENT_WITHDRAWN,
        has=(Has.WITHDRAWN_CONSENT,),
    )
