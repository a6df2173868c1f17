"""Whether a contact reached the person (handbook 2, "Disengagement")."""

from typing import Final

_SENT: Final = frozenset({"letter", "text", "email"})
"""Kinds that reach nobody until they are answered."""


def is_reached(kind: str, direction: str, attendance: str) -> bool:
    """Tell whether the person was there, answered or wrote. A letter, text or email to them is not that, nor
    is a call or meeting that they did not attend (a voicemail)."""
    return attendance == "attended" and (direction == "from_participant" or kind not in _SENT)
