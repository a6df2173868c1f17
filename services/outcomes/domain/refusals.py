"""Refusals of questions about figures, claims or findings."""

from shared.refusal import Refusal


class UnknownTable(Refusal):
    code = "unknown-table"
    status = 404
    title = "There is no table of that name; the list of tables has them all."


class KnownAtNotSettled(Refusal):
    """What may still be written about an instant would change the figure."""

    code = "known-at-not-settled"
    status = 422
    title = "Figures can be told as known at the instant that the last answer gave, or an earlier one."


class KnownAtNotKept(Refusal):
    """What was known of it earlier is not kept."""

    code = "known-at-not-kept"
    status = 422
    title = "This table is told only as it is known now."


class KnownAtNotForBoards(Refusal):
    """Two figures an instant apart tell of the one record that changed in between."""

    code = "known-at-not-for-boards"
    status = 422
    title = "Boards are told figures as they are known now."
