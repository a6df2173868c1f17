"""The graph types of a referral's clocks, with their pauses."""

from datetime import date
from typing import Self

import strawberry

from services.referrals.domain import clock
from services.referrals.permissions import MayReadReferrals
from shared.graphql import requires

strawberry.enum(clock.ClockKind, name="ReferralClock")
strawberry.enum(clock.PauseReason, name="ReferralPause")


@requires(MayReadReferrals)
@strawberry.type
class Pause:
    """A time that does not count; `until` is null while nobody knows when the clock goes on."""

    reason: clock.PauseReason
    since: date
    until: date | None


@requires(MayReadReferrals)
@strawberry.type
class Clock:
    """By when something is to be done, which rule says so, and when time did not count. `due_on` is null
    while the clock stands still; `stopped_on` is the day on which it was done, or no longer to be done."""

    kind: clock.ClockKind
    due_on: date | None
    rule: str
    pauses: list[Pause]
    stopped_on: date | None
    overdue: bool

    @classmethod
    def of(cls, found: clock.Clock, today: date) -> Self:
        return cls(
            kind=found.kind,
            due_on=None if found.is_paused else found.due.on,
            rule=found.due.rule,
            pauses=[Pause(reason=each.reason, since=each.since, until=each.until) for each in found.pauses],
            stopped_on=found.stopped_on,
            overdue=found.is_overdue(today),
        )
