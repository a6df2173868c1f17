"""What can be asked of outcomes: figures, claims and findings."""

from datetime import date

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.refusals import AsOfInFuture, UnknownProgramme
from services.outcomes.programmes import shipped
from shared.clock import date_in_wales
from shared.unit_of_work import UnitOfWork


def programme_of(code: str) -> Programme:
    """Raises UnknownProgramme."""
    known = shipped().get(code)
    if known is None:
        raise UnknownProgramme(pointer="/query/programme")
    return known


def day_of(work: UnitOfWork, as_of: date | None) -> date:
    """The date asked for, or today's in Wales. Raises AsOfInFuture: what is not over cannot be counted."""
    today = date_in_wales(work.now)
    if as_of is not None and as_of > today:
        raise AsOfInFuture(pointer="/query/as-of")
    return as_of or today
