"""Tells consents: each asked for by itself on joining, given later, and withdrawn (handbook 2, "Consent")."""

from random import Random

from deploy.demo.event_log import EventLog
from deploy.demo.lives.life import Life
from deploy.demo.person import Body, DemoPerson
from shared.contracts.vocabulary import ExitReason

_WAYS = ("phone", "text", "email", "letter", "visit")
_MAY_BE_TOLD = ("name", "contact_details", "skills", "work_history", "availability", "access_needs")
_CHANGED_PCT = 10


def asked_on_joining(person: DemoPerson, rng: Random) -> Body:
    """List the consents beside those to take part and to share; one that was not asked for is left out."""
    asked: Body = {"evaluation": {"given": rng.random() < 0.7}}
    # whoever is known to have been followed up, or placed with an employer, agreed to it
    agrees = bool(person.sightings) or rng.random() < 0.88
    asked["follow_up"] = {
        "given": agrees,
        "how": rng.sample(_WAYS, 2) if agrees else [],
        "never_through_employer": rng.random() < 0.6,
    }
    if person.is_placed or rng.random() < 0.6:
        asked["employer_matching"] = {"given": True, "may_be_told": rng.sample(_MAY_BE_TOLD, 3)}
    return asked


def tell(log: EventLog, life: Life) -> None:
    """Tell what changed later, and who took back the consent to take part."""
    person, rng = log.person, log.rng
    has_withdrawn = person.reason is ExitReason.WITHDREW and person.left and person.away is None
    if life.withdraws_consent or has_withdrawn:
        _change(log, "to_take_part", given=False)
    elif rng.randrange(100) < _CHANGED_PCT and person.supported_days >= 60:
        share = ("share_work_outcome_with_referrer", "evaluation")
        on = log.some_day(30)
        log.add(on, "consent-changed", 5, "changed_on", consent=rng.choice(share), given=rng.random() < 0.5)
        if not person.sightings and rng.random() < 0.3:
            log.add(on, "consent-changed", 5, "changed_on", consent="follow_up", given=False)
        elif rng.random() < 0.5:
            told = rng.sample(_MAY_BE_TOLD, 2)
            log.add(
                on, "consent-changed", 5, "changed_on",
                consent="employer_matching", given=True, may_be_told=told,
            )  # fmt: skip


def _change(log: EventLog, consent: str, *, given: bool) -> None:
    """Tell a change on the last day of support, before an exit on that day and after all else."""
    log.add(
        log.person.supported_until,
        "consent-changed",
        7,
        "changed_on",
        consent=consent,
        given=given,
        note="Said so on the phone",
    )
