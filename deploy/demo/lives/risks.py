"""Tells form P2.2, the risk assessment, and its review on the day that the form named."""

from deploy.demo import sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.person import plus

_TRIGGERS = ("Pay day", "Anniversaries", "Arguments at home", "Large groups")
_FILLED_IN_PCT = 85
_REVIEW_AFTER = 90


def tell(log: EventLog, mentor: str) -> None:
    """Fill the form in; a review names its own next day."""
    person, rng = log.person, log.rng
    if rng.randrange(100) >= _FILLED_IN_PCT:
        return
    day = log.some_day(3, 28)
    while day <= person.supported_until:
        form = {**sample_text.risks(rng), "triggers": rng.choice(_TRIGGERS), "who_may_know": [mentor]}
        review = plus(day, _REVIEW_AFTER)
        log.add(day, "risk-assessed", 3, "assessed_on", **form, review_on=review.isoformat())
        if rng.random() < 0.6:
            return
        day = plus(review, rng.randint(-5, 10))
