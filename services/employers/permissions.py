"""Permissions of employers, as parameter types; `shared/contracts/role_policy.py` says who holds them."""

from typing import Annotated, Final

from shared.auth import Caller, Permitted
from shared.contracts.role_policy import Permission, Purpose

MayReadEmployers = Annotated[Caller, Permitted(Permission.READ_EMPLOYERS).depends]
READ_ENGAGEMENTS: Final = Permitted(Permission.READ_ENGAGEMENTS, purpose=Purpose.SUPPORT)
MayReadEngagements = Annotated[Caller, READ_ENGAGEMENTS.depends]
"""Who to speak to at an employer, and what was said: what one's own organisation wrote down."""
MayBankEmployers = Annotated[Caller, Permitted(Permission.BANK_EMPLOYERS).depends]
MayReadPlacements = Annotated[Caller, Permitted(Permission.READ_PLACEMENTS).depends]
READ_READY: Final = Permitted(Permission.READ_READY_PEOPLE, purpose=Purpose.SUPPORT)
MayReadReady = Annotated[Caller, READ_READY.depends]
"""Who of one's own people is ready for placement, and for what."""
MayPlace = Annotated[Caller, Permitted(Permission.PLACE_PARTICIPANTS, purpose=Purpose.SUPPORT).depends]
MayReadLotOpportunities = Annotated[Caller, Permitted(Permission.READ_LOT_OPPORTUNITIES).depends]
"""What is on offer in a lot, counted: opportunities are no people."""
MayReadPlacementFigures = Annotated[Caller, Permitted(Permission.READ_PLACEMENT_FIGURES).depends]
"""Placements counted: Welsh Government's and a provider's own exact, a board's protected."""
READ_PLACEMENT_REASONS: Final = Permitted(Permission.READ_PLACEMENT_REASONS, purpose=Purpose.SUPPORT)
MayReadPlacementReasons = Annotated[Caller, READ_PLACEMENT_REASONS.depends]
