"""A consent as it stands: given or withdrawn, since when, and what it covers (handbook 2, "Consent"). A named
tuple, as the enrolment that holds it."""

from datetime import date
from typing import Final, NamedTuple

TAKE_PART: Final = "to_take_part"
SHARE_WORK_OUTCOME: Final = "share_work_outcome_with_referrer"
FOLLOW_UP: Final = "follow_up"
"""The consents that a rule asks for, in the words of the vocabulary."""


class StandingConsent(NamedTuple):
    """`how` and `never_through_employer` belong to the consent to be followed up, `may_be_told` to that
    of being matched with employers."""

    given: bool
    on: date
    how: tuple[str, ...] = ()
    never_through_employer: bool | None = None
    may_be_told: tuple[str, ...] = ()
