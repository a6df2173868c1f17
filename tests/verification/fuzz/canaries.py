"""Markers planted wherever a caller can write something, and the looking for them where they must not be."""

import re
from random import Random

STEM = "kanari"

_FOUND = re.compile(rb"kanari|QQ77\d{4}|eyJ[\w-]{20,}", re.IGNORECASE)
"""A planted word, a planted National Insurance number, an access token."""


class Canaries:
    """Words and numbers that occur nowhere else. Deterministic."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def word(self) -> str:
        return f"Kanari{self._chance.randrange(10**8):08}"

    def key(self) -> str:
        """One that could be a field's name."""
        return self.word().lower()

    def ni_number(self) -> str:
        return f"QQ77{self._chance.randrange(10**4):04}C"

    def either(self) -> str:
        return self._chance.choice((self.word, self.ni_number))()


def found_in(text: bytes) -> list[bytes]:
    """The planted markers in a text."""
    return _FOUND.findall(text)
