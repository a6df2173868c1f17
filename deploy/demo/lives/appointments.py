"""Tells appointments, made ahead of the contact that says whether each was kept; some are moved [3.60]."""

from datetime import date

from deploy.demo import report_text
from deploy.demo.event_log import EventLog
from deploy.demo.person import plus

_PLACES = ("At the centre", "In the café by the station", "At the library")
_MOVED = 0.08
_AHEAD = 0.3
"""Of those who still take part when the period ends."""


class Appointments:
    """Makes one person's appointments, by references of their own."""

    def __init__(self, log: EventLog, mentor: str | None) -> None:
        self._log, self._mentor, self._number = log, mentor, 0

    def make(self, planned_on: date) -> str:
        """Make an appointment for a day; return its reference."""
        rng = self._log.rng
        self._number += 1
        reference = f"{self._log.person.subject}-{self._number}"
        made_on = max(plus(planned_on, -rng.randint(1, 14)), self._log.person.registered_on)
        if rng.random() < _MOVED and made_on < plus(planned_on, -2):
            self._add(made_on, reference, plus(planned_on, rng.randint(1, 5)))
            made_on = plus(planned_on, -2)
        self._add(made_on, reference, planned_on)
        return reference

    def plan_ahead(self) -> None:
        """Make an appointment that is still to come when the period ends."""
        person, rng = self._log.person, self._log.rng
        is_there = person.ending is None and person.supported_until == report_text.ENDS
        if is_there and rng.random() < _AHEAD:
            self.make(plus(report_text.ENDS, rng.randint(1, 14)))

    def _add(self, made_on: date, reference: str, planned_on: date) -> None:
        self._log.add(
            min(made_on, self._log.person.supported_until),
            "appointment-made",
            3,
            appointment=reference,
            planned_on=planned_on.isoformat(),
            planned_at=self._log.rng.choice(("09:30", "11:00", "14:00", "15:30")),
            kind="face_to_face",
            where=self._log.rng.choice(_PLACES),
            mentor=self._mentor,
        )
