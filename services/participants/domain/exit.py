"""How somebody left the service."""

from datetime import date
from typing import NamedTuple


class Exit(NamedTuple):
    """How somebody left; what is None is not known, which the form then shows."""

    on: date | None
    kind: str | None
    reason: str | None
