"""The date as of which something is told: today in Wales, or an earlier one that was asked for."""

from datetime import date, datetime

from shared.clock import date_in_wales
from shared.refusal import Refusal


class AsOfInFuture(Refusal):
    """What is not over cannot be counted."""

    code = "as-of-in-future"
    status = 422
    title = "Figures can be told as of today or an earlier date."


def as_of_date(asked: date | None, at: datetime) -> date:
    """The date that is asked for, or the one in Wales at an instant. Raises AsOfInFuture."""
    today = date_in_wales(at)
    if asked is not None and asked > today:
        raise AsOfInFuture(pointer="/query/as-of")
    return asked or today
