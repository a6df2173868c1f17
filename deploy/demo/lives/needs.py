"""Tells form P2, the full needs assessment; a few are incomplete, and some are completed later."""

from random import Random

from deploy.demo import sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.lives import recovery
from deploy.demo.person import Body, DemoPerson
from shared.contracts.vocabulary import Condition

_WORK = ("Kitchen work until 2012", "Warehouse jobs, none for long", "Building sites", "Caring for family")
_WELL_BEING = ("Anxious in crowds", "Sleeps badly", "Better since the spring", "Sees a counsellor")
_AMBITIONS = ("A part-time job near home", "To drive again", "A job outdoors", "To help others in turn")
_BENEFITS = ("Universal Credit", "Employment and Support Allowance", "Jobseeker's Allowance", "PIP")
_INCOMPLETE = 0.08
_NEVER_ASKED = ("work_history", "motivation")


def tell(log: EventLog) -> str:
    """Fill the form in with the mentor; return what it says of recent use."""
    form = _form(log.person, log.rng)
    if log.rng.random() < _INCOMPLETE:
        form = {name: value for name, value in form.items() if name not in _NEVER_ASKED}
    log.add(log.some_day(3, 28), "assessed", 3, "assessed_on", **form)
    return str(form["recent_use"])


def _form(person: DemoPerson, rng: Random) -> Body:
    return {
        **sample_text.needs(person, rng),
        **({} if person.traits["condition"] != Condition.MENTAL_HEALTH else _NEVER_DEPENDENT),
        "recent_use": _recent_use(person, rng),
        "work_history": rng.choice(_WORK),
        "mental_health": rng.choice(_WELL_BEING),
        "benefits": rng.sample(_BENEFITS, rng.randint(1, 2)),
        "ambitions": rng.choice(_AMBITIONS),
        "best_in": rng.choices(("group", "alone", "either", "not_known"), (25, 40, 30, 5))[0],
    }


_NEVER_DEPENDENT = {"main_substance": "never_dependent", "length_of_dependency": "never"}


def _recent_use(person: DemoPerson, rng: Random) -> str:
    if person.traits["condition"] == Condition.MENTAL_HEALTH:
        return recovery.LEAST_FIRST[0]
    return rng.choices((*recovery.LEAST_FIRST, "not_known"), (45, 32, 18, 5))[0]
