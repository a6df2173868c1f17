"""Which roles a permission lets through, as the table of roles says."""

from shared.auth import Permitted
from shared.contracts.role_policy import ROLES


def purposes_for(permitted: Permitted, role: str) -> list[str] | None:
    """The purpose that a token of a role has to name to be let through; None where it needs none."""
    is_for_role = permitted.permissions & ROLES[role].permissions
    checked = permitted if is_for_role or permitted.otherwise is None else permitted.otherwise
    return [checked.purpose] if checked.purpose else None


def holders(permitted: Permitted) -> frozenset[str]:
    """Name the roles that a permission of a route or field lets through."""
    held = frozenset(role for role, policy in ROLES.items() if permitted.permissions & policy.permissions)
    return held if permitted.otherwise is None else held | holders(permitted.otherwise)
