"""What a participant was asked to agree to."""

from datetime import date
from typing import Self

import strawberry

from services.participants.domain.consent import StandingConsent
from services.participants.permissions import MayReadParticipants
from shared.graphql import requires


@requires(MayReadParticipants)
@strawberry.type
class Consent:
    """A consent as it stands."""

    to: str
    given: bool
    on: date = strawberry.field(description="Since when it is given, or withdrawn.")
    how: list[str] = strawberry.field(description="How somebody may be reached to be followed up.")
    never_through_employer: bool | None
    may_be_told: list[str] = strawberry.field(description="What employers may be told.")

    @classmethod
    def of(cls, to: str, standing: StandingConsent) -> Self:
        covers = {"how": list(standing.how), "may_be_told": list(standing.may_be_told)}
        return cls(to=str(to), **{**standing._asdict(), **covers})
