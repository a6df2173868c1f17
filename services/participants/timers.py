"""What becomes due as time passes: the status six months after leaving."""

from services.participants.programmes import programme
from services.participants.store import others
from shared.clock import date_in_wales
from shared.contracts.participant import FollowUpDue
from shared.runtime.worker import Timer
from shared.service_context import ServiceContext

AT_ONCE = 500


async def follow_ups_fall_due(context: ServiceContext) -> None:
    """Announce every follow-up that has fallen due, in portions, until none is left."""
    while await _announce_some(context) == AT_ONCE:
        pass


async def _announce_some(context: ServiceContext) -> int:
    async with context.begin_as_worker() as work:
        due = await others.fall_due(work, date_in_wales(work.now), limit=AT_ONCE)
        for row in due:
            opens, on, closes = programme(row["programme"]).follow_up.due(row["left_on"])
            work.announce(
                FollowUpDue(
                    happened_at=work.now,
                    enrolment_id=row["id"],
                    participant_id=row["participant_id"],
                    provider=row["provider"],
                    due_on=on,
                    opens_on=opens,
                    closes_on=closes,
                )
            )
        return len(due)


TIMERS = (Timer(follow_ups_fall_due, seconds=60),)
