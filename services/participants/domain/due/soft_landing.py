"""Rules about soft landing: two check-ins at least with whoever left for work."""

from services.participants.domain.due.rule import Day, DueDays, Has, Rule, RuleCode
from services.participants.domain.enrolment import Status

_CLOSED = frozenset({Status.CLOSED})


def first_check_in(days: DueDays) -> Rule:
    """Somebody who left for work was not reached since (handbook 2, "Soft landing and six months"; the days
    are **ours**, a programme setting)."""
    return Rule(
        RuleCode.FIRST_CHECK_IN,
        _CLOSED,
        since=(Day.LEFT,),
        due=days.first_check_in,
        has=(Has.SOFT_LANDING,),
        lacks=(Has.FIRST_CHECK_IN, Has.FOLLOW_UP),
    )


def second_check_in(days: DueDays) -> Rule:
    """Somebody who left for work was reached on fewer than two days since."""
    return Rule(
        RuleCode.SECOND_CHECK_IN,
        _CLOSED,
        since=(Day.LEFT,),
        due=days.second_check_in,
        has=(Has.SOFT_LANDING,),
        lacks=(Has.SECOND_CHECK_IN, Has.FOLLOW_UP),
    )
