"""Who may ask what of employers."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.vocabulary import Role

MayReadEmployers = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, Role.WELSH_GOVERNMENT).depends]
MayReadEngagements = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD).depends]
MayBankEmployers = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD).depends]
MayReadPlacements = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD).depends]
MayPlace = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
