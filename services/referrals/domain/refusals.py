"""The refusals of referrals: what a caller is told when a rule says no."""

from shared.refusal import NotFound, Refusal


class NotYours(NotFound):
    """Only the provider that was asked may decide, only the referrer may take back; a stranger gets the
    answer of somebody who asks for what is not there."""


class AlreadyDecided(Refusal):
    code = "already-decided"
    title = "This referral is no longer open for that; see its current state."


class BeforeLastMove(Refusal):
    """The moves of a referral follow each other in time (handbook 4)."""

    code = "before-last-move"
    status = 422
    title = "This date lies before the last move of the referral, or before the referral was made."


class CriterionNeeded(Refusal):
    """Somebody who is not eligible, and whoever sent them, is told why (handbook 4)."""

    code = "criterion-needed"
    status = 422
    title = "Somebody who is not eligible is told which criterion is not met."


class TooYoungForSource(Refusal):
    """Who has to claim before a source can refer them is referred by another one until then [3.15]."""

    code = "too-young-for-source"
    status = 422
    title = "The person is too young to be referred by this source; another one can refer them."


class SourceNeeded(Refusal):
    """A referral that a provider writes down says who referred (handbook 4)."""

    code = "source-needed"
    status = 422
    title = "Say from where the referral came that you write down."


class AlreadyReferred(Refusal):
    """One person twice from one partner within a day is the same referral (handbook 4)."""

    code = "already-referred"
    title = "You have referred this person within a day already; see the reference."


class SameLot(Refusal):
    code = "same-lot"
    status = 422
    title = "A referral is redirected to another lot than the one it is in."


class NoProviderInLot(Refusal):
    code = "no-provider-in-lot"
    status = 422
    title = "No provider delivers this programme in that lot."


class UnknownPartner(Refusal):
    code = "unknown-partner"
    status = 403
    title = "Your organisation is not registered as a referring partner."


class KindStands(Refusal):
    code = "kind-stands"
    status = 422
    title = "A partner stays what it was registered as: a referrer or a provider."


class NothingProposed(Refusal):
    code = "nothing-proposed"
    title = "No change of this partner's lots waits to be confirmed."


class SecondPersonNeeded(Refusal):
    """Who gets a lot's people is not for one person to say, nor for a system by itself."""

    code = "second-person-needed"
    status = 403
    title = "A change of a provider's lots takes two who have signed in: one proposes it, the other confirms."


class SourceNotYours(Refusal):
    """Figures by source would otherwise say of a Jobcentre what a prison did."""

    code = "source-not-yours"
    status = 422
    title = "The source of a referral is the one your organisation is registered with."


class BeforeProgramme(Refusal):
    code = "before-programme"
    status = 422
    title = "This date lies before the programme began."


class NotVoluntary(Refusal):
    code = "not-voluntary"
    status = 422
    title = "A person can be referred only once they know that taking part is voluntary."


class NoConsent(Refusal):
    code = "no-consent"
    status = 422
    title = "A person can be referred only with their consent."


class FutureDate(Refusal):
    code = "future-date"
    status = 422
    title = "This date lies in the future."


class WebhookTypeNotYours(Refusal):
    code = "webhook-type-not-yours"
    status = 422
    title = "Your role is not told of this type."


class TooManySubscriptions(Refusal):
    code = "too-many-subscriptions"
    title = "Your organisation has as many subscriptions as it can have; delete one first."


class SubscriptionDisabled(Refusal):
    """Whoever answered 410 asked for it."""

    code = "subscription-disabled"
    title = "The address answered that it is gone, so nothing is sent any more; make a new subscription."
