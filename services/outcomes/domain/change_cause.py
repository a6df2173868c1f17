"""Names why what figures are counted from has changed (handbook 3, "why it moved")."""

from enum import StrEnum


class Cause(StrEnum):
    """The cause of a change. Rules that change are a programme's, and move claims only."""

    TOLD = "told"
    """On the day it happened."""
    TOLD_LATE = "told-late"
    """On a later day than it happened."""
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
