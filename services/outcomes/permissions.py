"""Permissions of outcomes, as parameter types; `shared/contracts/role_policy.py` says who holds them:
a provider reads about its own people, Welsh Government about all (handbook 3)."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.role_policy import Permission

MayReadFigures = Annotated[Caller, Permitted(Permission.READ_FIGURES).depends]
"""Exact figures: an area planning board sees protected ones only."""
MayReadClaims = Annotated[Caller, Permitted(Permission.READ_CLAIMS).depends]
MayReadFindings = Annotated[Caller, Permitted(Permission.READ_FINDINGS).depends]
MayReadLotFigures = Annotated[Caller, Permitted(Permission.READ_LOT_FIGURES).depends]
"""Figures of a lot: exact, but a board's are protected."""
