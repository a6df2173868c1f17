"""What makes a form complete (handbook 2): one that misses a mandatory field is kept, shown as incomplete and
counted. Which fields are mandatory, each form says."""

from collections.abc import Iterable, Mapping
from typing import Any


def missing(mandatory: Iterable[str], answers: Mapping[str, Any]) -> tuple[str, ...]:
    """List the mandatory fields that are left out or empty. "Not known" is an answer."""
    return tuple(name for name in mandatory if _is_empty(answers.get(name)))


def missing_or_not_known(mandatory: Iterable[str], answers: Mapping[str, Any]) -> tuple[str, ...]:
    """List the mandatory fields without an answer that somebody can be counted by."""
    return tuple(
        name for name in mandatory if _is_empty(answers.get(name)) or answers.get(name) == "not_known"
    )


def _is_empty(value: Any) -> bool:
    return value is None or value in ((), "", {})
