"""Tells recovery as it is asked again: the use of the last three months, and whether there was a relapse."""

from deploy.demo.event_log import EventLog
from deploy.demo.person import plus
from shared.contracts.vocabulary import Condition

LEAST_FIRST = ("abstinent", "some_lapses", "many_lapses")
_EVERY = 120


def tell(log: EventLog, first: str) -> None:
    """Ask every few months, of those whose condition it is; on the whole, use goes down. `first` is what P2
    says."""
    person, rng = log.person, log.rng
    if person.traits["condition"] == Condition.MENTAL_HEALTH:
        return
    place = LEAST_FIRST.index(first) if first in LEAST_FIRST else 1
    for days in range(_EVERY, person.supported_days, _EVERY):
        place = min(max(place + rng.choices((-1, 0, 1), (22, 70, 8))[0], 0), len(LEAST_FIRST) - 1)
        relapsed = place == len(LEAST_FIRST) - 1
        log.add(
            plus(person.registered_on, days),
            "assessed",
            3,
            "assessed_on",
            form="recovery",
            recent_use=LEAST_FIRST[place],
            relapsed="yes" if relapsed else rng.choices(("no", "not_known"), (95, 5))[0],
        )
