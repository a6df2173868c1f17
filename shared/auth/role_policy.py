"""Role policy: what a role may reach, how exactly it is shown figures, and what it may ask.

Whose roles and permissions these are is said by whoever hands in the table; this module knows none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """Whose rows a role reaches."""

    NOTHING = ""
    OWN_ORGANISATION = "organisation"
    OWN_LOTS = "lots"
    EVERYTHING = "everything"


class Precision(StrEnum):
    """How a role is shown figures."""

    EXACT = "exact"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """The rights of one role. `purposes` are those it may act for, whatever its tokens claim; a role that is
    `of_people` needs tokens that name the person who has signed in."""

    scope: Scope
    precision: Precision
    purposes: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    of_people: bool = False


RoleTable = Mapping[str, RolePolicy]
"""Each role with its policy."""

NO_RIGHTS: Final = RolePolicy(scope=Scope.NOTHING, precision=Precision.PROTECTED)
"""The policy of a role that the table does not know."""
