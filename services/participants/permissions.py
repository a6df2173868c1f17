"""Permissions of participants, as parameter types; `shared/contracts/role_policy.py` says who holds them.
People are read by nobody but the provider that supports them."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.role_policy import Permission, Purpose

MayPostEvents = Annotated[Caller, Permitted(Permission.POST_EVENTS, purpose=Purpose.SUPPORT).depends]
MayReadParticipants = Annotated[
    Caller, Permitted(Permission.READ_PARTICIPANTS, purpose=Purpose.SUPPORT).depends
]
MayBreakGlass = Annotated[Caller, Permitted(Permission.BREAK_GLASS, purpose=Purpose.BREAK_GLASS).depends]
"""Whoever has signed in for it, one person at a time: each reading is an alert and is reviewed."""
MayEraseParticipants = Annotated[
    Caller, Permitted(Permission.ERASE_PARTICIPANTS, purpose=Purpose.SUPPORT).depends
]
"""For good, and therefore not for every system that posts."""
MayLimitProcessing = Annotated[
    Caller, Permitted(Permission.LIMIT_PROCESSING, purpose=Purpose.SUPPORT).depends
]
"""Restriction and legal hold: a decision of the controller."""
MayReadCaseloads = Annotated[Caller, Permitted(Permission.READ_CASELOADS).depends]
"""Counts of open files: Welsh Government's and a provider's own exact, a board's protected."""
MayReadMentors = Annotated[Caller, Permitted(Permission.READ_MENTORS).depends]
"""Mentor by mentor: not for boards, whose counts of few people would all be hidden."""
MayCountForms = MayReadMentors
"""Incomplete forms by provider, exact: whoever may read caseloads mentor by mentor."""
MayNameMentors = Annotated[Caller, Permitted(Permission.NAME_MENTORS).depends]
"""A provider's own reference of a mentor, which may be a name."""
