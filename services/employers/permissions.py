"""Who may ask what of employers."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.vocabulary import Role

MayReadEmployers = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, Role.WELSH_GOVERNMENT).depends]
MayReadEngagements = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD).depends]
MayBankEmployers = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD).depends]
MayReadPlacements = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD).depends]
MayPlace = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
MayReadLotOpportunities = Annotated[
    Caller, Permitted(Role.PROVIDER, Role.LEAD, Role.WELSH_GOVERNMENT, Role.APB).depends
]
"""What is on offer in a lot, counted: opportunities are no people."""
MayReadPlacementFigures = Annotated[
    Caller, Permitted(Role.PROVIDER, Role.LEAD, Role.WELSH_GOVERNMENT, Role.APB).depends
]
"""Placements counted: Welsh Government's and a provider's own exact, a board's protected."""
MayReadPlacementReasons = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
