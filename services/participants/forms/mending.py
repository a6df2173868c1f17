"""Mending: the shape of an event that puts right what is recorded already (handbook 2)."""

from shared.web.field_types import SingleLine, StrictModel


class MendingForm(StrictModel):
    """The `data` of an event that mends, with the reason and who says so."""

    reason: SingleLine
    author: SingleLine
