"""Rules about being in touch: contact by colour, and no word at all."""

from services.participants.domain.due.rule import Day, DueDays, Has, Rule, RuleCode
from services.participants.domain.enrolment import Status

_OPEN = frozenset({Status.OPEN})


def contact_due(days: DueDays) -> Rule:
    """Nobody reached the person for as long as their colour allows (handbook 2, "Red, amber, green" [3.57];
    the days are **ours**, a programme setting). Somebody never reached waits since the mentor was
    allocated."""
    return Rule(
        RuleCode.CONTACT_DUE,
        _OPEN,
        since=(Day.LAST_REACHED, Day.MENTOR_ALLOCATED, Day.REGISTERED),
        due=days.contact,
        has=(Has.MENTOR, Has.INTENSITY),
    )


def no_word(days: DueDays) -> Rule:
    """No contact of any kind for two months (handbook 2 [3.60]; 60 days as handbook 3 counts them)."""
    return Rule(RuleCode.NO_WORD, _OPEN, since=(Day.LAST_CONTACT, Day.REGISTERED), due=days.silence)
