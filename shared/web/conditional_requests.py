"""Optimistic concurrency over HTTP: `ETag` out, `If-Match` in; 412 when the version has moved on, 428 when
the header is left out (RFC 9110, 13; RFC 6585)."""

import re
from typing import Annotated

from fastapi import Depends, Header

from shared.refusal import Refusal


class PreconditionRequired(Refusal):
    code = "precondition-required"
    status = 428
    title = "Send the ETag of what you have seen as If-Match, so that nobody's change is overwritten."


class PreconditionFailed(Refusal):
    code = "precondition-failed"
    status = 412
    title = "This has changed since you last saw it; look at its current state and try again."


def etag(version: int, *, overdue: bool = False) -> str:
    """Write a version as a strong entity tag. What fell due since is shown otherwise, and is the same version
    to whoever changes it."""
    return f'"{version}-overdue"' if overdue else f'"{version}"'


def _version_if_seen(if_match: Annotated[str | None, Header()] = None) -> int | None:
    if if_match is None:
        return None
    match = re.fullmatch(r'\s*"(\d{1,9})(?:-overdue)?"\s*', if_match)
    if match is None:
        raise PreconditionFailed
    return int(match[1])


def _seen_version(seen: Annotated[int | None, Depends(_version_if_seen)]) -> int:
    if seen is None:
        raise PreconditionRequired
    return seen


IfMatchVersion = Annotated[int, Depends(_seen_version)]
"""The version in If-Match. Raises PreconditionRequired, or PreconditionFailed for one that was never ours."""
VersionIfSeen = Annotated[int | None, Depends(_version_if_seen)]
"""The same for what may not be there yet: None without the header."""


def require_version(seen: int, current: int, *, state: str) -> None:
    """Raises PreconditionFailed, with the current state, unless the caller has seen the current version."""
    if seen != current:
        raise PreconditionFailed(state=state)
