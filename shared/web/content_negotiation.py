"""Content negotiation: the language and the media type that `Accept-Language` and `Accept` prefer (RFC 9110,
12.5)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LANGUAGES: Final = ("en", "cy")
_MOST_PREFERENCES: Final = 20
"""What comes after these is not read: nobody needs more, and a header could hold thousands."""


@lru_cache(maxsize=256)
def preferred_language(accept_language: str) -> str:
    """Choose "en" or "cy" as an Accept-Language header asks; English where it asks for neither."""
    for tag, quality in _preferences(accept_language):
        language = tag.partition("-")[0].lower()
        if language in LANGUAGES and quality > 0:
            return language
    return "en"


def prefers(accept: str, media_type: str, *, over: str) -> bool:
    """Tell whether an Accept header names a media type, and wants it no less than another one. Wildcards name
    none."""
    wanted: dict[str, float] = {}
    for named, quality in _preferences(accept):
        wanted.setdefault(named.partition(";")[0].strip().lower(), quality)
    return wanted.get(media_type, 0.0) > 0 and wanted[media_type] >= wanted.get(over, 0.0)


def _preferences(header: str) -> Iterator[tuple[str, float]]:
    """The first preferences of a header, with the most wanted first."""
    few = ",".join(header.split(",", _MOST_PREFERENCES)[:_MOST_PREFERENCES])
    yield from parse_accept_header(few, Accept)
