"""Tells providers' systems what has fallen due of their enrolments (handbook 2)."""

from services.participants.programmes import due_rules
from services.participants.store import changes
from shared.clock import date_in_wales
from shared.unit_of_work import UnitOfWork


async def tell_what_fell_due(work: UnitOfWork, *, limit: int) -> int:
    """Tell what is due today of every provider's enrolments, each item once for the day it fell due, at most
    `limit`; return how much."""
    return await changes.add_fallen_due(work, due_rules(), today=date_in_wales(work.now), limit=limit)
