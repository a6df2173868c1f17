"""Which keys an issuer has published: read when an unknown one is named, and not at a forger's will."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import orjson
from jwt import PyJWK, PyJWKSet

from shared.refusal import Unavailable

_REFETCH_SECONDS = 30.0


class KeySet:
    """The JSON Web Key Set at a path or an address."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at = 0.0
        self._fetching = asyncio.Lock()

    async def key(self, kid: str) -> PyJWK | None:
        """The key of that id, if there is one. Raises Unavailable: whose keys cannot be read, nobody's token
        can be judged by; ValueError or a PyJWTError where they are no keys."""
        if kid not in self._keys:
            await self._refresh()
        return self._keys.get(kid)

    async def _refresh(self) -> None:
        """Fetch the key set again, at most every half minute: an unknown key id is also what a forger
        sends."""
        async with self._fetching:
            if self._keys and time.monotonic() - self._fetched_at < _REFETCH_SECONDS:
                return
            document = await _read(self._place)
            self._keys = {key.key_id: key for key in PyJWKSet.from_dict(document).keys if key.key_id}
            self._fetched_at = time.monotonic()


async def _read(place: str) -> dict[str, Any]:
    try:
        if "://" not in place:
            document = await asyncio.to_thread(Path(place).read_bytes)
        else:
            async with httpx.AsyncClient(timeout=3) as client:
                document = (await client.get(place)).raise_for_status().content
        keys: dict[str, Any] = orjson.loads(document)
    except (httpx.HTTPError, OSError, orjson.JSONDecodeError) as error:
        raise Unavailable from error
    return keys
