"""Tells referrals to other services while somebody takes part, and whether each was taken up [3.54, 4.54]."""

from deploy.demo.event_log import EventLog
from deploy.demo.person import plus

_SERVICES = {
    "mental_health_service": ("Community mental health team", "Waits to be seen again", 30),
    "substance_misuse_service": ("Drug and alcohol service", "Asked for more support", 20),
    "gp": ("The surgery at home", "Has not seen a doctor for years", 12),
    "housing": ("Housing Options", "The tenancy ends", 12),
    "benefits_advice": ("Citizens Advice", "A decision to be looked at again", 10),
    "debt_advice": ("StepChange", "Letters that stay unopened", 8),
    "domestic_abuse_service": ("Live Fear Free", "Asked for it", 3),
    "education_or_training": ("The college", "Wants to learn more than we offer", 5),
}
_REFERRED_PCT = 35


def tell(log: EventLog) -> None:
    """Tell a referral, and under the same reference what became of it."""
    person, rng = log.person, log.rng
    if rng.randrange(100) >= _REFERRED_PCT:
        return
    to = rng.choices(list(_SERVICES), [share for *_, share in _SERVICES.values()])[0]
    service, reason, _ = _SERVICES[to]
    referred = log.some_day(3)
    about = {"referral": f"{person.subject}-r1", "to": to, "service": service}
    told = {
        **about,
        "referred_on": referred.isoformat(),
        "reason": reason,
        "consent": True,
        "safeguarding_passed_on": rng.choices(("yes", "no", "not_known"), (15, 80, 5))[0],
        "waiting_weeks": rng.choice((0, 2, 4, 8, 12, 26)),
    }
    log.add(referred, "referred-on", 5, **told)
    answered = plus(referred, rng.randint(14, 60))
    if answered <= person.supported_until:
        taken_up = rng.choices(("yes", "no", "not_known"), (65, 25, 10))[0]
        log.add(answered, "referred-on", 5, **told, taken_up=taken_up)
