"""Which roles a permission lets through, as the table of roles says."""

from shared.auth import Permitted
from shared.contracts.role_policy import ROLES


def holders(permitted: Permitted) -> frozenset[str]:
    """Name the roles that a permission of a route or field lets through."""
    held = frozenset(role for role, policy in ROLES.items() if permitted.permissions & policy.permissions)
    return held if permitted.otherwise is None else held | holders(permitted.otherwise)
