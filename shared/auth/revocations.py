"""A revocation list: tokens by `jti` and sessions by `sid` that are refused before they expire, in a file
that every process reads again when it has changed."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from shared.auth.key_set import Clock

log = structlog.get_logger()

LOOKED_AT_EVERY: Final = 1.0
"""Seconds after which the file is looked at again: the longest that a revoked token is still taken."""
LARGEST_FILE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Revocation:
    """One line of the file: the value of a token's `jti` or of a session's `sid`, and the time (seconds since
    1970) after which nothing that bears it can be good any more."""

    value: str
    until: float


class RevocationsInvalid(ValueError):
    """The file is not a revocation list, or larger than one can be."""


class Revocations:
    """The revocation list in a file. Nothing is revoked while there is no file; one that cannot be read any
    more leaves what was read last in force."""

    def __init__(self, file: Path | None, *, clock: Clock = time.monotonic) -> None:
        self._file, self._clock = file, clock
        self._revoked: frozenset[str] = frozenset()
        self._looked_at = float("-inf")
        self._seen: tuple[int, int, int] | None = None

    def hold(self, *values: object) -> bool:
        """Tell whether one of these values, a token's `jti` and `sid`, is revoked."""
        if self._file is None:
            return False
        if self._clock() - self._looked_at >= LOOKED_AT_EVERY:
            self._looked_at = self._clock()
            self._look(self._file)
        return not self._revoked.isdisjoint(values) if self._revoked else False

    def _look(self, file: Path) -> None:
        try:
            found = file.stat()
            seen = found.st_mtime_ns, found.st_size, found.st_ino
            if seen != self._seen:
                self._revoked = frozenset(each.value for each in read(file))
                self._seen = seen
        except FileNotFoundError:
            if self._seen is not None:
                log.warning("revocations.gone", file=str(file))
                self._seen = None
        except (OSError, RevocationsInvalid) as error:
            log.error("revocations.unreadable", file=str(file), error=type(error).__name__)


def read(file: Path) -> list[Revocation]:
    """Read a revocation list. Raises OSError, RevocationsInvalid."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise RevocationsInvalid
    try:
        return [_revocation(orjson.loads(line)) for line in content.splitlines() if line.strip()]
    except orjson.JSONDecodeError as error:
        raise RevocationsInvalid from error


def written(revocations: Iterable[Revocation]) -> bytes:
    """Write a revocation list: one JSON object a line."""
    lines = (orjson.dumps({"value": each.value, "until": each.until}) for each in revocations)
    return b"".join(line + b"\n" for line in lines)


def _revocation(said: Any) -> Revocation:
    value, until = (said.get(name) if isinstance(said, dict) else None for name in ("value", "until"))
    if not isinstance(value, str) or not value or not isinstance(until, int | float):
        raise RevocationsInvalid
    return Revocation(value, float(until))
