"""Decides whether what was seen on sign-up is enough (handbook 1, [3.6, 3.25]): proof of address and National
Insurance number, or a Jobcentre letter that "ticks every box"."""

from collections.abc import Collection, Mapping
from typing import Any, Final

_ENOUGH: Final = (("jobcentre_letter",), ("proof_of_address", "ni_number"))
_DETAILS: Final = ("document", "seen_on", "seen_by")
"""Which document it was, when it was seen, and by whom."""


def missing_evidence(kinds: Collection[str], seen: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """List what the evidence lacks: `evidence` where it is not enough, and otherwise the details that were
    not told of it. `seen` has the details by kind."""
    enough = [each for each in _ENOUGH if all(kind in kinds or kind in seen for kind in each)]
    if not enough:
        return ("evidence",)
    return min((_missing_details(each, seen) for each in enough), key=len)


def _missing_details(kinds: Collection[str], seen: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    told = [seen.get(kind, {}) for kind in kinds]
    return tuple(
        f"evidence.{detail}" for detail in _DETAILS if any(each.get(detail) is None for each in told)
    )
