"""Tells slips of the pen in dates, which the rules of data quality find (handbook 3); none moves a table."""

from collections.abc import Sequence
from random import Random

from deploy.demo import report_text
from deploy.demo.event_log import EventLog
from deploy.demo.person import DemoPerson, plus
from deploy.demo.random_source import some
from shared.contracts.vocabulary import ExitReason

_REASON_DISAGREES = 2
_SLIPS_PER_MILLE = 6
_FAR_AHEAD = "2199-03-04"
_EXPECTED = (ExitReason.EMPLOYMENT, ExitReason.DISENGAGED, ExitReason.DIED)
"""Reasons after which a contact is a soft landing, or would have been a reply, or cannot be."""


def assign(people: Sequence[DemoPerson], rng: Random) -> None:
    """Give a few who left early a reason that goes with a planned exit: kind and reason disagree."""
    able = [person for person in people if person.left and not person.planned and not person.silences]
    for person in some(rng, able, _REASON_DISAGREES, "kind and reason that disagree"):
        person.reason = ExitReason.SUPPORT_RECEIVED


def tell(log: EventLog) -> None:
    """Tell a contact dated in the future, an activity that ended before it started, and a contact after an
    exit that was no soft landing."""
    person, rng = log.person, log.rng
    if person.supported_days < 30:
        return
    drawn = rng.randrange(1_000)
    on = log.some_day(7)
    if drawn < _SLIPS_PER_MILLE:
        log.add(on, "contact-recorded", 4, kind="face_to_face", contacted_on=_FAR_AHEAD)
    elif drawn < 2 * _SLIPS_PER_MILLE:
        ended = plus(on, -3).isoformat()
        log.add(on, "activity-recorded", 4, kind="group", started_on=on.isoformat(), ended_on=ended)
    elif drawn < 4 * _SLIPS_PER_MILLE and person.left and person.reason not in _EXPECTED:
        after = plus(person.exit_day, rng.randint(30, 60))
        if after <= report_text.ENDS:
            log.add(after, "contact-recorded", 4, kind="face_to_face", minutes=10)
