"""Holds how much of each kind of support one person is given, dealt out over a lot."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Session:
    """A group session, recorded once under whoever is named first; `also_came` are the others' references."""

    on: date
    also_came: tuple[str, ...]


@dataclass(slots=True)
class Life:
    """What somebody's file holds. `contacts` are those that take place, letters apart."""

    contacts: int = 1
    has_calls: bool = False
    has_letter: bool = False
    """Beside the letter of whoever stops answering."""
    hours: int = 0
    volunteering_hours: int = 0
    sessions: list[Session] = field(default_factory=list)
    """Group sessions that are recorded under this person."""
    group_contacts: int = 0
    """Group sessions that the person comes to, whomever they are recorded under."""
    has_mentor: bool = True
    suspended_on: date | None = None
    """Since when the file is suspended because nobody answers."""
    readiness: int = 0
    """Where what they are ready for is drawn from: another such detail moves no other one."""
    withdraws_consent: bool = False
    """Takes back the consent to take part, on the last day of support."""
