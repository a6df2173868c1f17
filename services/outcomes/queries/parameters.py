"""Reads what a question is about: its programme and its date."""

from datetime import date

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.refusals import AsOfInFuture, UnknownProgramme
from services.outcomes.programmes import all_programmes
from shared.clock import date_in_wales
from shared.unit_of_work import UnitOfWork


def programme_of(code: str) -> Programme:
    """Raises UnknownProgramme."""
    known = all_programmes().get(code)
    if known is None:
        raise UnknownProgramme(pointer="/query/programme")
    return known


def as_of_date(work: UnitOfWork, as_of: date | None) -> date:
    """The date asked for, or today's in Wales. Raises AsOfInFuture: what is not over cannot be counted."""
    today = date_in_wales(work.now)
    if as_of is not None and as_of > today:
        raise AsOfInFuture(pointer="/query/as-of")
    return as_of or today
