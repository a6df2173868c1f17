"""Why somebody matches, and why others do not, as sentences that a person can read."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from services.employers.domain.matching import Lack, Match, Nearness, first_day
from services.employers.domain.opportunity import Opportunity


class Reason(NamedTuple):
    """An English sentence, with the words (of `WORDS`) and the date that belong into it."""

    sentence: str
    words: tuple[str, ...] = ()
    on: date | None = None


WORDS: Final = {
    "cscs": "CSCS card",
    "food_hygiene": "food hygiene",
    "first_aid": "first aid",
    "manual_handling": "manual handling",
    "working_safely": "working safely",
    "fork_lift": "fork-lift driving",
    "security_licence": "security licence",
    "step_free_access": "step-free access",
    "seated_work": "seated work",
    "quiet_place": "a quiet place",
    "flexible_hours": "flexible hours",
    "regular_breaks": "regular breaks",
    "written_instructions": "written instructions",
    "large_print": "large print",
    "hearing_loop": "a hearing loop",
    "somebody_alongside": "somebody alongside",
    "animals": "animals",
    "arts_and_crafts": "arts and crafts",
    "building": "building",
    "cars_and_machines": "cars and machines",
    "computers": "computers",
    "cooking": "cooking",
    "gaming": "gaming",
    "music": "music",
    "outdoors": "the outdoors",
    "people": "people",
    "sport": "sport",
}
"""What the words of the vocabulary are called in a sentence."""

_NEAR: Final = {
    Nearness.SAME_LOT: "Is with the service in the same lot.",
    Nearness.ADJOINING_LOT: "Is with the service in an adjoining lot, and travels that far.",
    Nearness.NATIONAL: "Is with the service farther away, and travels anywhere.",
}
_READY: Final = "Is ready for this kind of work."
_CERTIFICATE: Final = "Holds the certificate the work needs: {words}."
_CERTIFICATE_UNTIL: Final = "Holds the certificate the work needs, until {on}: {words}."
_DRIVES: Final = "Drives, as the work needs."
_LAW: Final = "Meets what the law asks of this work."
_LIKES: Final = "Likes what the work is about: {words}."
_NEEDS: Final = "Needs at the place of work: {words}."
_STALE: Final = "Was last confirmed as ready on {on}: ask again."

NOT_MATCHED: Final = {
    Lack.OTHER_KIND: "Is not ready for this kind of placement.",
    Lack.OTHER_SOC_GROUP: "Looks for work in other occupations.",
    Lack.OTHER_HOURS: "Cannot work at these hours.",
    Lack.TOO_MANY_HOURS: "Cannot work that many hours a week.",
    Lack.TOO_FAR: "Does not travel that far.",
    Lack.NOT_YET_AVAILABLE: "Cannot begin by then.",
    Lack.CERTIFICATE_LACKING: "Lacks a certificate that the work needs.",
    Lack.CERTIFICATE_EXPIRED: "Has a certificate that the work needs, but it will have expired.",
    Lack.NO_DRIVER: "Does not drive, and the work needs it.",
    Lack.LAW: "Is not known to meet what the law asks of this work.",
    Lack.NOT_TAKING_PART: "Does not take part in the service any more.",
    Lack.NOT_AGREED_TO_MATCHING: "Does not want to be put forward to employers.",
    Lack.IN_FULL_TIME_PLACEMENT: "Has begun a full-time placement.",
    Lack.OFFERED_HERE: "Has been offered a place here.",
    Lack.OFFERED_ELSEWHERE: "Has been offered a place elsewhere.",
    Lack.DECLINED_HERE: "Has declined a place here.",
}
"""What is told of those who lack something."""

SENTENCES: Final = (
    *_NEAR.values(),
    *(_READY, _CERTIFICATE, _CERTIFICATE_UNTIL, _DRIVES, _LAW, _LIKES, _NEEDS, _STALE),
    *NOT_MATCHED.values(),
    *WORDS.values(),
)
"""Everything that is said to people, for its translation."""


def reasons(opportunity: Opportunity, match: Match, today: date) -> Iterator[Reason]:
    """Say why somebody matches, and what to think of before offering."""
    person = match.candidate.readiness
    yield Reason(_NEAR[match.nearness])
    yield Reason(_READY)
    begins = first_day(opportunity, today)
    for kind in opportunity.certificates:
        held = person.certificate(kind)
        if held is not None and held.holds(begins):
            until = held.expires_on
            yield Reason(_CERTIFICATE if until is None else _CERTIFICATE_UNTIL, (kind,), until)
    if opportunity.needs_driver:
        yield Reason(_DRIVES)
    if opportunity.legal_requirements:
        yield Reason(_LAW)
    if match.shared_interests:
        yield Reason(_LIKES, match.shared_interests)
    if person.adjustments:
        yield Reason(_NEEDS, person.adjustments)
    if match.is_stale:
        yield Reason(_STALE, on=person.ready_on)
