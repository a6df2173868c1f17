"""Serves files of our own with an ETag, read once: the contract's scripts and styles, and documents."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response

REVALIDATED: Final = "no-cache"
"""Of what may change with any release: kept, and asked for again with its ETag."""
FOR_AN_HOUR: Final = "max-age=3600"


def file(path: Path, *, cache_control: str = FOR_AN_HOUR) -> Response:
    """Answer with a file."""
    body, etag = _content(path)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return document(body, etag=etag, media_type=kind, cache_control=cache_control)


def document(body: bytes, *, etag: str, media_type: str, cache_control: str = REVALIDATED) -> Response:
    """Answer with a document that a caller may keep."""
    return Response(body, media_type=media_type, headers={"ETag": etag, "Cache-Control": cache_control})


def etag_of(body: bytes) -> str:
    """The entity tag of a document: its digest."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@cache
def _content(path: Path) -> tuple[bytes, str]:
    body = path.read_bytes()
    return body, etag_of(body)
