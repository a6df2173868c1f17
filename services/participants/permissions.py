"""Who may ask what of participants: nobody but the provider that supports them."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.vocabulary import Role

MayPostEvents = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
MayReadParticipants = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
