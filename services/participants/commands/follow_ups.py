"""Announces the follow-ups that have fallen due, six months after somebody left (handbook 3)."""

import structlog

from services.participants.domain.follow_up import DueFollowUp
from services.participants.programmes import due_rules, known_programmes, programme
from services.participants.store import changes
from services.participants.store import follow_ups as store
from shared.clock import date_in_wales
from shared.contracts.participant import FollowUpDue
from shared.unit_of_work import UnitOfWork

log = structlog.get_logger()


async def announce_due(work: UnitOfWork, *, limit: int) -> int:
    """Announce follow-ups that are due today, each once, at most `limit`, to other services and in the
    providers' own feeds; return how many."""
    today = date_in_wales(work.now)
    due = await store.take_due(work, today, programmes=known_programmes(), limit=limit)
    work.announce(*(_fact(work, each) for each in due))
    await changes.add_fallen_due(work, due_rules(), today=today, of=[each.enrolment_id for each in due])
    return len(due)


async def report_unknown_programmes(work: UnitOfWork) -> None:
    """Log how many due follow-ups are left undone because nobody knows their programme's rules any more; they
    are announced once the programme's file is back."""
    left = await store.count_due_of_others(work, date_in_wales(work.now), programmes=known_programmes())
    for code, follow_ups in left.items():
        log.error("follow-up.programme-unknown", programme=code, follow_ups=follow_ups)


def _fact(work: UnitOfWork, due: DueFollowUp) -> FollowUpDue:
    window = programme(due.programme).follow_up.due(due.left_on)
    return FollowUpDue(
        happened_at=work.now,
        enrolment_id=due.enrolment_id,
        participant_id=due.participant_id,
        provider=due.provider,
        **window._asdict(),
    )
