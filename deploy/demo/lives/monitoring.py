"""Tells form P2.1 with all of its fields; what is disclosed or put right later is a second form that says
so [3.7]."""

from random import Random

from deploy.demo import mentors
from deploy.demo.event_log import EventLog
from deploy.demo.oows import Strand
from deploy.demo.person import Body, DemoPerson
from shared.contracts.vocabulary import Ethnicity, LabourMarket

_GROUPS = {
    Ethnicity.WHITE: (
        "white_welsh_english_scottish_northern_irish_or_british",
        "white_irish",
        "white_other",
    ),
    Ethnicity.BLACK_OR_MINORITY_ETHNIC: ("asian_bangladeshi", "black_african", "mixed_other"),
    Ethnicity.NOT_KNOWN: ("not_known",),
}
_ORIENTATIONS = {"heterosexual": 80, "gay_or_lesbian": 4, "bisexual": 4, "prefers_not_to_say": 12}
_BELIEFS = {"none": 50, "christian": 38, "muslim": 2, "other": 3, "prefers_not_to_say": 7}
_DISCLOSED_LATER = 0.15
"""Of those who have something to disclose."""
_DIFFERENCES = {"disclosure": "Told once there was trust", "correction": "The wrong box was ticked"}
_DISCLOSED = ("disability", "work_limiting_condition", "homeless")


def tell(log: EventLog) -> None:
    """Fill the form in; the last one says what is known today."""
    person, rng = log.person, log.rng
    traits = {name: str(value) for name, value in person.traits.items()}
    form = {"form": "P2.1", **traits, **_more(person, rng)}
    hidden = [name for name in _DISCLOSED if form[name] == "yes"]
    if hidden and person.supported_days >= 40 and rng.random() < _DISCLOSED_LATER:
        name = rng.choice(hidden)
        log.add(log.some_day(0, 10), "assessed", 1, "assessed_on", **{**form, name: "no"})
        author = rng.choice(mentors.references(person.lot))
        kind, reason = rng.choices(list(_DIFFERENCES.items()), (75, 25))[0]
        difference = {"kind": kind, "reason": reason, "author": author}
        log.add(log.some_day(20, 90), "assessed", 3, "assessed_on", **form, difference=difference)
    else:
        log.add(log.some_day(0, 10), "assessed", 1, "assessed_on", **form)


def _more(person: DemoPerson, rng: Random) -> Body:
    """Answer what figures do not need, and equality monitoring asks."""
    groups = _GROUPS[Ethnicity(person.traits["ethnicity"])]
    is_unemployed = person.labour_market is LabourMarket.LONG_TERM_UNEMPLOYED
    return {
        "ethnic_group": groups[0] if rng.random() < 0.9 else rng.choice(groups),
        "months_unemployed": rng.randint(13, 160) if is_unemployed else None,
        "neet": "yes" if person.strand is Strand.YOUNG else None,
        "sexual_orientation": rng.choices(list(_ORIENTATIONS), list(_ORIENTATIONS.values()))[0],
        "religion_or_belief": rng.choices(list(_BELIEFS), list(_BELIEFS.values()))[0],
    }
