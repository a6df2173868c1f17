"""Applies the rules of retention: whoever took part and whose time is over is erased."""

from services.participants.commands.erase_participant import erase
from services.participants.domain.erasure import ErasureReason
from services.participants.programmes import retention_rules
from services.participants.store import enrolments, retention
from services.participants.store import provider_lock as provider_lock_store
from services.participants.store.retention import PersonDue
from shared.clock import date_in_wales
from shared.programmes.retention import RetentionDue
from shared.unit_of_work import UnitOfWork


async def retention_report(work: UnitOfWork) -> list[RetentionDue]:
    """Say for each rule how many people its time is over for, and change nothing."""
    rules, today = retention_rules(), date_in_wales(work.now)
    due = await retention.people_due(work, rules, today=today)
    report = []
    for rule in rules:
        since = [each.since for each in due if each.programme == rule.programme]
        report.append(RetentionDue(rule.code, len(since), min(since, default=None)))
    return report


async def people_due(work: UnitOfWork, *, limit: int) -> list[PersonDue]:
    """List at most `limit` people whose time is over."""
    return await retention.people_due(work, retention_rules(), today=date_in_wales(work.now), limit=limit)


async def erase_due(work: UnitOfWork, person: PersonDue) -> bool:
    """Erase somebody whose time is over, unless that has changed meanwhile; return whether they were."""
    await provider_lock_store.acquire(work, person.provider)
    today, id = date_in_wales(work.now), person.participant_id
    if not await retention.people_due(work, retention_rules(), today=today, participant=id):
        return False
    own = (await enrolments.of_participants(work, [id]))[id]
    await erase(work, own, reason=ErasureReason.NO_LONGER_NEEDED)
    return True
