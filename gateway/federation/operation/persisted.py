"""Which operations are known by name, and whether any others may be asked."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson

from gateway.federation.operation.prepare import RequestRefused

_PREFIX: Final = "sha256:"


class Persisted:
    """Operations by the SHA-256 of their text; with `only`, no others are answered. None can be added by
    callers: what is known here was reviewed."""

    def __init__(self, texts: Iterable[str] = (), *, only: bool = False) -> None:
        self._texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
        self._only = only

    @classmethod
    def read(cls, path: Path | None, *, only: bool) -> "Persisted":
        """From a file with a JSON list of texts, or an object that has them as values."""
        if path is None:
            return cls(only=only)
        said = orjson.loads(path.read_bytes())
        return cls(said.values() if isinstance(said, dict) else said, only=only)

    def text(self, text: str | None, identifier: str | None) -> str:
        """What is to be answered. Raises RequestRefused."""
        if identifier is not None:
            known = self._texts.get(identifier.removeprefix(_PREFIX).lower())
            if known is None or (text is not None and text != known):
                raise RequestRefused("unknown-operation")
            return known
        if text is None:
            raise RequestRefused("no-query")
        if self._only and hashlib.sha256(text.encode()).hexdigest() not in self._texts:
            raise RequestRefused("persisted-only")
        return text
