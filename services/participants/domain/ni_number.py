"""Whether a National Insurance number can be one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ISSUED = re.compile(r"^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?$")
_NEVER_ISSUED = re.compile(r"^QQ[0-9]{6}[A-D]?$")
"""`QQ` is never issued: it marks test data, and is treated as if it were issued."""


@dataclass(frozen=True, slots=True)
class NiNumber:
    """A number without spaces and in capitals, and what is wrong with it as a rule code, if anything."""

    text: str
    flag: str | None

    @property
    def can_be_matched(self) -> bool:
        return self.flag is None


def read(text: str) -> NiNumber:
    """Read a number as it was written. Probation may send eight characters without the suffix: accepted and
    flagged, as is one that is malformed."""
    compact = "".join(text.split()).upper()
    if not (_ISSUED.match(compact) or _NEVER_ISSUED.match(compact)):
        return NiNumber(compact, "ni-number-malformed")
    return NiNumber(compact, "ni-number-without-suffix" if len(compact) == 8 else None)


def ni_number_of(identity: Mapping[str, Any]) -> NiNumber | None:
    """Read the number of a person, where one is given."""
    text = identity.get("national_insurance_number")
    return read(text) if text else None


def matching_number(identity: Mapping[str, Any]) -> str | None:
    """Return the number of a person, where it is one that can be matched."""
    number = ni_number_of(identity)
    return number.text if number is not None and number.can_be_matched else None
