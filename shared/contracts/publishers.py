"""Which service publishes a topic: the one whose aggregate the topic's facts are about."""

from typing import Final

_PUBLISHERS: Final = {
    "referral": "referrals",
    "participant": "participants",
    "outcome": "outcomes",
    "employer": "employers",
    "opportunity": "employers",
    "placement": "employers",
}
"""By the first word of the topic's name."""


def publisher_of(topic: str) -> str:
    """Return the name of the service. Raises KeyError for a topic of nobody's."""
    return _PUBLISHERS[topic.partition(".")[0]]
