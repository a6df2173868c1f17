"""Who was referred, as the provider that is asked to decide reads it; kept encrypted."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Name, date of birth and address (`details`), and everything that was told about the person
    (`story`)."""

    details: dict[str, Any]
    story: dict[str, Any]
