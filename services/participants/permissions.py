"""Who may ask what of participants: nobody but the provider that supports them."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.vocabulary import Role

MayPostEvents = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
MayReadParticipants = Annotated[Caller, Permitted(Role.PROVIDER, Role.LEAD, purpose="support").depends]
MayReadCaseloads = Annotated[
    Caller, Permitted(Role.WELSH_GOVERNMENT, Role.APB, Role.LEAD, Role.PROVIDER).depends
]
"""Counts of open files: Welsh Government's and a provider's own exact, a board's protected."""
MayReadMentors = Annotated[Caller, Permitted(Role.WELSH_GOVERNMENT, Role.LEAD, Role.PROVIDER).depends]
"""Mentor by mentor: not for boards, whose counts of few people would all be hidden."""
MayNameMentors = Annotated[Caller, Permitted(Role.LEAD, Role.PROVIDER).depends]
"""A provider's own reference of a mentor, which may be a name."""
