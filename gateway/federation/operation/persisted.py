"""Looks up persisted operations by their hash, and refuses others where only these are answered."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson
from graphql import GraphQLError

from gateway.federation.operation.prepare import RequestRefused

_PREFIX: Final = "sha256:"
_UNKNOWN: Final = "PersistedQueryNotFound"
"""The word that clients go by, in any language."""


class PersistedOperations:
    """Operations by the SHA-256 of their text; with `only`, no others are answered. Callers cannot add any:
    these were reviewed."""

    def __init__(self, texts: Iterable[str] = (), *, only: bool = False) -> None:
        self._texts = {_name(text): text for text in texts}
        self._only = only

    @classmethod
    def read(cls, path: Path | None, *, only: bool) -> "PersistedOperations":
        """Read a file with a JSON list of texts, or with an object that has them as values."""
        if path is None:
            return cls(only=only)
        operations = orjson.loads(path.read_bytes())
        return cls(operations.values() if isinstance(operations, dict) else operations, only=only)

    def text(self, text: str | None, identifier: str | None) -> str:
        """The text of the operation to be answered. Clients that only name an operation send its text with
        the name when they are told that it is not known. Raises RequestRefused."""
        if identifier is not None:
            name = identifier.removeprefix(_PREFIX).lower()
            if text is None:
                if name not in self._texts:
                    raise RequestRefused("persisted-query-not-found", graphql_errors=[GraphQLError(_UNKNOWN)])
                return self._texts[name]
            if _name(text) != name:
                raise RequestRefused("unknown-operation")
        if text is None:
            raise RequestRefused("no-query")
        if self._only and _name(text) not in self._texts:
            raise RequestRefused("persisted-only")
        return text


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
