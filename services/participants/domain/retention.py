"""How long people who took part are kept: a programme's setting."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Somebody all of whose files are closed is kept for so many months after the day on which something was
    last recorded about them, and at least until a date."""

    programme: str
    months: int
    until: date

    @property
    def code(self) -> str:
        """Name the rule, as reports do."""
        return f"{self.programme}/participant-{self.months}-months-until-{self.until}"
