"""Rules about what somebody who joined has not been given yet: a mentor, a plan."""

from services.participants.domain.due.rule import Day, DueDays, Has, Rule, RuleCode
from services.participants.domain.enrolment import Status

_OPEN = frozenset({Status.OPEN})


def no_mentor(days: DueDays) -> Rule:
    """No mentor was allocated within 14 days of registration (**ours**; a programme setting)."""
    return Rule(RuleCode.NO_MENTOR, _OPEN, since=(Day.REGISTERED,), due=days.mentor, lacks=(Has.MENTOR,))


def no_plan(days: DueDays) -> Rule:
    """No action plan was agreed within 28 days of registration (**ours**; a programme setting)."""
    return Rule(RuleCode.NO_PLAN, _OPEN, since=(Day.REGISTERED,), due=days.plan, lacks=(Has.PLAN,))
