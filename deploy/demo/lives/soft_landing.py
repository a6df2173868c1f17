"""Tells the soft landing: two check-ins with whoever left for a job (handbook 2, "Soft landing and six
months")."""

from deploy.demo import report_text
from deploy.demo.event_log import EventLog
from deploy.demo.lives.life import Life
from deploy.demo.person import plus
from shared.contracts.vocabulary import ExitReason

_CHECK_INS = ((28, "The first month at work"), (90, "Three months on; all is well"))


def tell(log: EventLog, life: Life) -> None:
    """Tell the check-ins that had come when the period ended."""
    person, rng = log.person, log.rng
    if person.reason is not ExitReason.EMPLOYMENT or not person.left:
        return
    for days, note in _CHECK_INS:
        on = plus(person.exit_day, days + rng.randint(-5, 5))
        if on <= report_text.ENDS:
            kind = "phone" if life.has_calls else "face_to_face"
            log.add(on, "contact-recorded", 4, "contacted_on", kind=kind, minutes=15, note=note)
