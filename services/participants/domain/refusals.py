"""The refusals of participants, each a word of the domain."""

from collections.abc import Sequence

from shared.refusal import Refusal


class SubjectUnknown(Refusal):
    """Nobody is registered under this reference in this programme, perhaps not yet."""

    code = "subject-unknown"
    status = 422
    title = "Nobody is registered under this subject yet."
    retry = True


class WhichProgramme(Refusal):
    code = "which-programme"
    status = 422
    title = "This subject takes part in several programmes; name the one that is meant."


class AlreadyRegistered(Refusal):
    code = "already-registered"
    title = "Somebody is already registered under this subject."


class UnknownLocalAuthority(Refusal):
    code = "unknown-local-authority"
    status = 422
    title = "This is not the code of a unitary authority in Wales."


class StrandUnknown(Refusal):
    """Neither a date of birth nor a strand: the operation cannot be decided."""

    code = "strand-unknown"
    status = 422
    title = "The strand follows from the date of birth; give one of the two."


class OutsideAgeRange(Refusal):
    code = "outside-age-range"
    status = 422
    title = "The programme does not take people of this age."


class NoConsent(Refusal):
    """Taking part is voluntary (handbook 2, "Consent")."""

    code = "no-consent"
    status = 422
    title = "Nobody is registered without their consent to take part."


class ConsentWithdrawn(Refusal):
    """Consent to take part was withdrawn; it can be given again."""

    code = "consent-withdrawn"
    title = "This person has withdrawn their consent to take part."


class ReferralUnknown(Refusal):
    """No accepted referral of that id is known for this provider, perhaps not yet."""

    code = "referral-unknown"
    status = 422
    title = "No accepted referral of this id is known for your organisation yet."
    retry = True


class PersonMissing(Refusal):
    code = "person-missing"
    status = 422
    title = "Give the person, or the accepted referral they came by."


class AlreadyLeft(Refusal):
    code = "already-left"
    title = "This person has left; record that they rejoined first."


class DisengagedTooEarly(Refusal):
    """Fewer than three strikes stand, or the letter's days have not ended (handbook 2 [3.103]): `strikes`
    says how many, `closes_from` from which day the file may be closed, once there are three."""

    code = "disengaged-too-early"
    title = "This file cannot be closed as disengaged yet."


class NotLeft(Refusal):
    code = "not-left"
    title = "This person has not left."


class NotSuspended(Refusal):
    code = "not-suspended"
    title = "This file is not suspended."


class AlreadySuspended(Refusal):
    code = "already-suspended"
    title = "This file is already suspended."


class FileSuspended(Refusal):
    code = "file-suspended"
    title = "This file is suspended: nobody is ready for placement until it goes on."


class NotAgreedByBoth(Refusal):
    """Ready is a judgement of mentor and participant (handbook 4)."""

    code = "not-agreed-by-both"
    status = 422
    title = "Somebody is ready for placement once both the participant and the mentor say so."


class UnknownValue(Refusal):
    code = "unknown-value"
    status = 422
    title = "This is not one of the allowed values."


class AmendsIntoConflict(Refusal):
    """A record could not follow any more (handbook 2, "Mending"): `record` is its id, `because` why."""

    code = "amends-into-conflict"
    title = "After this, a record of the same person could not have happened; mend it in the same step."


class FormInvalid(Refusal):
    """The form of an amendment does not have the shape it should have."""

    code = "invalid"
    status = 422
    title = "The request does not have the shape it should have; see `errors`."

    def __init__(self, mistakes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.mistakes = mistakes


class AmendsNothing(Refusal):
    code = "amends-nothing"
    status = 422
    title = "Give what should have been, or say that it is withdrawn, and not both."


class DisclosureOrCorrection(Refusal):
    """People disclose later [3.7]: an answer that differs is new, or the earlier one was wrong."""

    code = "disclosure-or-correction"
    status = 422
    title = "This answer differs from an earlier one; say whether it is a disclosure or a correction."


class EventIdReused(Refusal):
    code = "event-id-reused"
    status = 422
    title = "An event with this source and id was already accepted with another content."


class TimeInFuture(Refusal):
    code = "time-in-future"
    status = 422
    title = "The event's time lies in the future."


class UnknownType(Refusal):
    code = "unknown-type"
    status = 422
    title = "Events of this type are not taken here."


class ProcessingRestricted(Refusal):
    """Nothing is recorded and nobody is shown while it holds (UK GDPR, article 18(2))."""

    code = "processing-restricted"
    title = "The processing of this person is restricted."
    retry = True


class NothingToChoose(Refusal):
    code = "nothing-to-choose"
    status = 422
    title = "The programme leaves no choice about this category; `allowed` has those that it does."
