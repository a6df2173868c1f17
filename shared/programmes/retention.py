"""What a rule of retention has run out for, as every service reports it."""

from datetime import date
from typing import NamedTuple


class RetentionDue(NamedTuple):
    """Of how many people a rule's time is over, and the earliest day on which it was."""

    rule: str
    people: int
    since: date | None
