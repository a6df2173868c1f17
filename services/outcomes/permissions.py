"""Permissions of outcomes, as parameter types; `shared/contracts/role_policy.py` says who holds them:
a provider reads about its own people, Welsh Government about all (handbook 3)."""

from typing import Annotated, Final

from shared.auth import Caller, Permitted
from shared.contracts.role_policy import ROLES, Permission

MayReadProgrammes = Annotated[Caller, Permitted(Permission.READ_PROGRAMMES).depends]
MayReadFigures = Annotated[Caller, Permitted(Permission.READ_FIGURES).depends]
"""Exact figures: an area planning board sees protected ones only."""
MayReadClaims = Annotated[Caller, Permitted(Permission.READ_CLAIMS).depends]
MayReadFindings = Annotated[Caller, Permitted(Permission.READ_FINDINGS).depends]
WHO_CAN_MEND: Final = tuple(
    sorted(role for role, policy in ROLES.items() if Permission.POST_EVENTS in policy.permissions)
)
"""Whoever may post events can mend a record of their organisation."""
MayReadLotFigures = Annotated[Caller, Permitted(Permission.READ_LOT_FIGURES).depends]
"""Figures of a lot: exact, but a board's are protected."""
