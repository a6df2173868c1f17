"""The refusals of employers: what a caller is told when a rule says no."""

from shared.refusal import NotFound, Refusal


class NotYours(NotFound):
    """Only the provider that opened an opportunity may close it, only the one that proposed a person may
    move the placement; a stranger gets the answer of somebody who asks for what is not there."""


class ParticipantUnknown(NotFound):
    """Nobody the caller may propose, or nobody yet: a person registered a moment ago becomes known here a
    little later. A stranger's participant gets the very same answer, so that it tells nothing."""

    code = "participant-unknown"
    retry = True


class NotTakingPart(Refusal):
    code = "not-taking-part"
    title = "On that date this person did not take part in the service."


class NotAgreedToMatching(Refusal):
    """Being matched with employers takes a consent of its own (handbook 2, "Consent")."""

    code = "not-agreed-to-matching"
    title = "This person does not want to be put forward to employers."


class CompanyNumberMalformed(Refusal):
    code = "company-number-malformed"
    status = 422
    title = "This is not a number as Companies House gives them."


class AlreadyBanked(Refusal):
    """The bank is shared by all providers, and an employer is no person: `employer` is the one that is there
    (field case 14)."""

    code = "already-banked"
    title = "An employer with this company number is in the bank already."


class NoLot(Refusal):
    code = "no-lot"
    status = 422
    title = "An employer is in one lot at least."


class UnknownEmployer(Refusal):
    code = "unknown-employer"
    status = 422
    title = "There is no such employer in the bank."


class UnknownSite(Refusal):
    code = "unknown-site"
    status = 422
    title = "The employer has no site of this name."


class UnknownOpportunity(Refusal):
    code = "unknown-opportunity"
    status = 422
    title = "There is no such opportunity."


class UnknownSector(Refusal):
    code = "unknown-sector"
    status = 422
    title = "This classification of industries has no such section."


class OpportunityOver(Refusal):
    code = "opportunity-over"
    title = "This opportunity is closed."


class NoPlaceLeft(Refusal):
    code = "no-place-left"
    title = "Every place of this opportunity is taken."


class AlreadyOffered(Refusal):
    """Somebody who declined can be proposed again."""

    code = "already-offered"
    title = "This person was already proposed for this opportunity."


class MoveNotPossible(Refusal):
    code = "move-not-possible"
    title = "This placement cannot move there from its current state."


class AlreadyReviewed(Refusal):
    code = "already-reviewed"
    title = "They have reviewed this placement already."


class DatesOutOfOrder(Refusal):
    code = "dates-out-of-order"
    status = 422
    title = "This date lies before the one it has to follow."


class FutureDate(Refusal):
    code = "future-date"
    status = 422
    title = "This date lies in the future."
