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


@lru_cache(maxsize=256)
def preferred_media_type(accept: str, offered: tuple[str, ...]) -> str | None:
    """Choose among the media types offered, each in small letters, the one that an Accept header wants most:
    of those it wants alike the one it names more exactly, and then the first offered. None where it takes
    none of them; a header that names nothing takes anything."""
    wanted: dict[str, float] = {}
    for named, quality in _preferences(accept):
        if kind := named.partition(";")[0].strip().lower():
            wanted.setdefault(kind, quality)
    if not wanted:
        return offered[0]
    best = max(offered, key=lambda each: _wish(wanted, each))
    return best if _wish(wanted, best)[0] > 0 else None


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip."""
    wanted = {coding.lower(): quality for coding, quality in _preferences(accept_encoding)}
    return wanted.get("gzip", wanted.get("*", 0.0)) > 0


def _wish(wanted: dict[str, float], media_type: str) -> tuple[float, int]:
    """How much a media type is wanted, from 0 to 1, and how exactly: the most exact range decides."""
    ranges = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
    for exactness in (2, 1, 0):
        if ranges[exactness] in wanted:
            return wanted[ranges[exactness]], exactness
    return 0.0, 0


def _preferences(header: str) -> Iterator[tuple[str, float]]:
    """The first preferences of a header, with the most wanted first."""
    few = ",".join(header.split(",", _MOST_PREFERENCES)[:_MOST_PREFERENCES])
    yield from parse_accept_header(few, Accept)
