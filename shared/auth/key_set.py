"""A key set of an issuer (JSON Web Key Set), refreshed in the background and trusted for a bounded time.

A key that the issuer takes away stops being good within a minute, and a forger who names unknown keys cannot
make us ask more than once in ten seconds."""

import asyncio
import math
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import structlog
from jwt import PyJWK, PyJWKSet, PyJWTError

from shared.refusal import Unavailable

log = structlog.get_logger()

Clock = Callable[[], float]
"""Seconds that only go forward."""
Read = Callable[[str], Awaitable[bytes]]
"""Reads the document at a location. Raises OSError, httpx.HTTPError, TimeoutError or ValueError."""

REFRESH_AFTER: Final = 50.0
"""Seconds after which a set is refreshed in the background, so that it is no older than a minute in use."""
LARGEST_AGE: Final = 60.0
"""Seconds without an attempt after which a request waits for the refresh: nobody has asked meanwhile."""
COOL_DOWN: Final = 10.0
"""Seconds between two attempts, whether they fail or not."""
TRUSTED_FOR: Final = 3600.0
"""Seconds for which the last good set is used while no newer one can be had."""
LARGEST_DOCUMENT: Final = 256 * 1024
_READING_SECONDS: Final = 5.0
_UNREADABLE: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    TimeoutError,
    ValueError,
    TypeError,
    PyJWTError,
)


class KeySetInvalid(ValueError):
    """The document is not a key set, or larger than one can be."""


class KeySet:
    """The key set at a path, or at an address whose server the authority in the file `ca` vouches for.
    `clock` and `read` are handed in by tests."""

    def __init__(
        self,
        location: str,
        *,
        ca: Path | None = None,
        clock: Clock = time.monotonic,
        read: Read | None = None,
    ) -> None:
        self._location, self._clock = location, clock
        self._read = read or partial(read_document, ca=ca)
        self._keys: dict[str, PyJWK] = {}
        self._published: Mapping[str, Any] = {}
        self._fetched_at = self._attempted_at = -math.inf
        self._refreshing: asyncio.Task[None] | None = None
        self.generation = 0
        """Counts how often a key was taken away or replaced: what was verified under an earlier generation
        has to be verified again."""

    async def key(self, kid: str) -> PyJWK | None:
        """Find a key by its id; None where the issuer does not publish it. Raises Unavailable when no set
        of the last hour is at hand."""
        await self.keep_fresh()
        if kid not in self._keys and self._may_attempt():
            await self._refresh()
        if self._age() > TRUSTED_FOR:
            raise Unavailable
        return self._keys.get(kid)

    async def keep_fresh(self) -> None:
        """Begin a refresh where one is due. Wait for it only where there is no set to go on with, or where
        nobody has asked for a minute."""
        if self._age() < REFRESH_AFTER:
            return
        if self._age() > TRUSTED_FOR or self._clock() - self._attempted_at >= LARGEST_AGE:
            if self._may_attempt():
                await self._refresh()
        elif self._may_attempt():
            self._begin_refresh()

    def _age(self) -> float:
        return self._clock() - self._fetched_at

    def _may_attempt(self) -> bool:
        """Whether a refresh may be begun, or one is under way that can be waited for."""
        return self._is_refreshing() or self._clock() - self._attempted_at >= COOL_DOWN

    def _is_refreshing(self) -> bool:
        return self._refreshing is not None and not self._refreshing.done()

    async def _refresh(self) -> None:
        """Wait for a refresh that all who wait share; it goes on when one of them gives up."""
        await asyncio.shield(self._begin_refresh())

    def _begin_refresh(self) -> asyncio.Task[None]:
        if self._refreshing is None or self._refreshing.done():
            self._attempted_at = self._clock()
            self._refreshing = asyncio.create_task(self._replace())
        return self._refreshing

    async def _replace(self) -> None:
        """Replace the set by what is published now; keep the last good one where that cannot be read."""
        begun_at = self._clock()
        try:
            async with asyncio.timeout(_READING_SECONDS):
                document = await self._read(self._location)
            published, keys = _parse(document)
        except _UNREADABLE as error:
            log.warning("key_set.refresh_failed", location=self._location, error=type(error).__name__)
            return
        if any(published.get(kid) != key for kid, key in self._published.items()):
            self.generation += 1
        self._published, self._keys, self._fetched_at = published, keys, begun_at


def _parse(document: bytes) -> tuple[dict[str, Any], dict[str, PyJWK]]:
    """The keys of a document by id, as published and ready for use. A set without keys is one: its issuer
    has taken all of them away. Raises ValueError or PyJWTError where it is no key set."""
    said = orjson.loads(document)
    listed = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(listed, list) or not all(isinstance(key, dict) for key in listed):
        raise KeySetInvalid
    if not listed:
        return {}, {}
    keys = {key.key_id: key for key in PyJWKSet(listed).keys if isinstance(key.key_id, str)}
    published = {key["kid"]: key for key in listed if isinstance(key.get("kid"), str) and key["kid"] in keys}
    return published, keys


async def read_document(location: str, *, ca: Path | None = None) -> bytes:
    """Read a file, or an address by HTTP without following redirects. With `ca`, the server's certificate has
    to come from that authority. Raises OSError, httpx.HTTPError, and KeySetInvalid for a document over 256
    KiB."""
    if "://" in location:
        return await _get(location, ca)
    document = await asyncio.to_thread(_read_file, Path(location))
    if len(document) > LARGEST_DOCUMENT:
        raise KeySetInvalid
    return document


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_DOCUMENT + 1)


async def _get(address: str, ca: Path | None) -> bytes:
    document = bytearray()
    trusted = ssl.create_default_context(cafile=ca)
    # not compressed: a few bytes could unfold to more than there is memory for
    headers = {"accept-encoding": "identity"}
    async with (
        httpx.AsyncClient(timeout=_READING_SECONDS, verify=trusted) as client,
        client.stream("GET", address, headers=headers) as answer,
    ):
        answer.raise_for_status()
        async for chunk in answer.aiter_raw():
            document += chunk
            if len(document) > LARGEST_DOCUMENT:
                raise KeySetInvalid
    return bytes(document)
