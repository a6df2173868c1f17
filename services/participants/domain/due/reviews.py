"""Rules about what is asked again: the plan, the risks, and how somebody is doing after leaving."""

from services.participants.domain.due.rule import Day, DueDays, Has, Rule, RuleCode
from services.participants.domain.enrolment import Status

_OPEN = frozenset({Status.OPEN})
_NOT_LEFT = frozenset({Status.OPEN, Status.SUSPENDED})
_CLOSED = frozenset({Status.CLOSED})


def plan_not_reviewed(days: DueDays) -> Rule:
    """The action plan, which is reviewed at every meeting, has had no new version for 28 days (handbook 2,
    "The forms"; the days are **ours**, a programme setting)."""
    return Rule(RuleCode.PLAN_NOT_REVIEWED, _OPEN, since=(Day.PLAN,), due=days.plan_review)


def readiness_unconfirmed(days: DueDays) -> Rule:
    """That somebody is ready for placement was not confirmed for 28 days: it is stale (handbook 4, "Bank of
    placement-ready participants"; the days are **ours**, a programme setting)."""
    return Rule(RuleCode.READINESS_UNCONFIRMED, _OPEN, since=(Day.READY,), due=days.readiness)


def risk_review_due(_: DueDays) -> Rule:
    """The latest P2.2 named this day for its review (handbook 2, "The forms")."""
    return Rule(RuleCode.RISK_REVIEW_DUE, _NOT_LEFT, since=(Day.RISK_ASSESSED,), due=Day.RISK_REVIEW)


def six_month_follow_up(_: DueDays) -> Rule:
    """Six months have passed since somebody left, and nobody has answered how they are doing (handbook 2,
    "Soft landing and six months")."""
    return Rule(
        RuleCode.SIX_MONTH_FOLLOW_UP,
        _CLOSED,
        since=(Day.LEFT,),
        due=Day.FOLLOW_UP_DUE,
        lacks=(Has.FOLLOW_UP,),
    )
