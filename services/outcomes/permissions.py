"""Who may ask what of outcomes: a provider of its own people, Welsh Government of all (handbook 3)."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.vocabulary import Role

_READERS = Permitted(Role.WELSH_GOVERNMENT, Role.LEAD, Role.PROVIDER)

MayReadFigures = Annotated[Caller, _READERS.depends]
"""Exact figures: an area planning board sees protected ones only."""
MayReadClaims = Annotated[Caller, _READERS.depends]
MayReadFindings = Annotated[Caller, _READERS.depends]
MayReadLotFigures = Annotated[
    Caller, Permitted(Role.WELSH_GOVERNMENT, Role.LEAD, Role.PROVIDER, Role.APB).depends
]
"""Figures of a lot: exact, but a board's are protected."""
