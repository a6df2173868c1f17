"""Answers what became of a provider's own events, so that it can reconcile its system with ours."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from services.participants.domain.receipt import DayCount, Receipt, check_period
from services.participants.forms.posted_event import record_id
from services.participants.store import enrolments, receipts
from shared.audit.readings import Shown
from shared.clock import WALES, date_in_wales
from shared.contracts.reading import FieldClass
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def receipt(work: UnitOfWork, source: str, event_id: str) -> Receipt:
    """Find what an event of the caller's organisation led to. Raises NotFound, also for one that was
    rejected, and where the person was erased or is restricted."""
    provider = work.caller.organisation
    derived = record_id(work.cipher.keys.derived_id, str(provider), source, event_id)
    found = await receipts.find(work, derived)
    if found is None:
        raise NotFound
    enrolment = (await enrolments.get_many(work, [found.enrolment]))[found.enrolment]
    if enrolment.is_restricted(date_in_wales(work.now)):
        raise NotFound
    shown = Shown(provider, participant=found.participant, things=[found.record])
    work.readings.note([FieldClass.RECORDS], [shown])
    return found


async def accepted_by_day(work: UnitOfWork, first: date, last: date) -> Sequence[DayCount]:
    """Count the caller's own events that were accepted from one day in Wales to another, both included.
    Raises PeriodUnusable."""
    check_period(first, last)
    since = datetime.combine(first, time.min, WALES)
    until = datetime.combine(last + timedelta(days=1), time.min, WALES)
    return await receipts.counts(work, since=since, until=until)
