"""Facts that referrals publishes about a referral's way from receipt to registration."""

from datetime import date
from uuid import UUID

from shared.messaging.fact import Fact

TOPIC = "referral.referral.v1"


class ReferralFact(Fact):
    """What every fact about a referral carries."""

    referral_id: UUID
    referrer: UUID
    provider: UUID
    lot: str


class ReferralReceived(ReferralFact, type="cymru.dolen.referral.received.v1", topic=TOPIC, key="referral_id"):
    source: str
    programme: str
    decision_due: date
    decision_rule: str


class ReferralAccepted(ReferralFact, type="cymru.dolen.referral.accepted.v1", topic=TOPIC, key="referral_id"):
    programme: str


class ReferralDeclined(ReferralFact, type="cymru.dolen.referral.declined.v1", topic=TOPIC, key="referral_id"):
    reason: str


class ReferralRedirected(
    ReferralFact, type="cymru.dolen.referral.redirected.v1", topic=TOPIC, key="referral_id"
):
    """`lot` and `provider` are the new ones."""

    from_lot: str
    decision_due: date
    decision_rule: str


class ReferralReturned(ReferralFact, type="cymru.dolen.referral.returned.v1", topic=TOPIC, key="referral_id"):
    """Sent back to the referrer for information."""


class ReferralAnswered(ReferralFact, type="cymru.dolen.referral.answered.v1", topic=TOPIC, key="referral_id"):
    """The referrer gave the information; the time to decide goes on."""

    decision_due: date


class ReferralWithdrawn(
    ReferralFact, type="cymru.dolen.referral.withdrawn.v1", topic=TOPIC, key="referral_id"
):
    pass
