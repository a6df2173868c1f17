"""Tells mendings: a record amended or withdrawn, and who somebody is put right (handbook 2, "Mending")."""

from deploy.demo import mentors
from deploy.demo.event_log import EventLog
from deploy.demo.person import plus

_MENDED_PCT = 3
_PERSON_PCT = 2
_DAYS_LATER = 6


def tell(log: EventLog) -> None:
    """Mend a contact that was posted of the wrong person, or with the wrong length; correct an address."""
    person, rng = log.person, log.rng
    if person.supported_days < 30:
        return
    author = rng.choice(mentors.references(person.lot))
    if rng.randrange(100) < _MENDED_PCT:
        on = log.some_day(5, person.supported_days - _DAYS_LATER)
        told = {"kind": "face_to_face", "contacted_on": on.isoformat(), "minutes": 600}
        record = log.add(on, "contact-recorded", 4, **told)
        mended_on = plus(on, rng.randint(1, _DAYS_LATER))
        if rng.random() < 0.5:
            log.amend(mended_on, record, "Recorded for the wrong person", author, withdrawn=True)
        else:
            log.amend(mended_on, record, "Ten minutes, not ten hours", author, data={**told, "minutes": 60})
    if rng.randrange(100) < _PERSON_PCT:
        moved = {"address": [f"{rng.randint(1, 90)} Heol Newydd", *person.identity["address"][1:]]}
        log.add(log.some_day(10), "person-corrected", 8, person=moved, reason="Has moved", author=author)
