"""When the merged document is made: at first use, and again when a service's own has changed."""

import asyncio
import time
from typing import Any, Final

import orjson
import structlog

from gateway.openapi.merge import merged
from gateway.routes import SERVICES
from gateway.upstream import Upstreams
from shared.refusal import Refusal, Unavailable

log = structlog.get_logger()

_PATIENCE: Final = 2.0


class Contract:
    """The merged document, kept. `fresh_seconds`: how long it is given out without asking the services again;
    while one of them cannot be reached, what it said last stands."""

    def __init__(self, peers: Upstreams, *, fresh_seconds: float) -> None:
        self._peers, self._fresh_seconds = peers, fresh_seconds
        self._said: dict[str, bytes] = {}
        self._document = b""
        self._stale_at = float("-inf")
        self._asking = asyncio.Lock()

    async def document(self) -> bytes:
        """The document as JSON.

        Raises Unavailable until every service has been heard once: a contract with a hole in it misleads."""
        async with self._asking:
            if time.monotonic() >= self._stale_at:
                await self._refresh()
        return self._document

    async def _refresh(self) -> None:
        heard = await asyncio.gather(*(self._heard(service) for service in SERVICES))
        said = self._said | {service: text for service, text in zip(SERVICES, heard, strict=True) if text}
        if len(said) < len(SERVICES):
            raise Unavailable
        if said != self._said or not self._document:
            documents: dict[str, dict[str, Any]] = {name: orjson.loads(said[name]) for name in SERVICES}
            self._document = orjson.dumps(merged(documents))
            self._said = said
        self._stale_at = time.monotonic() + self._fresh_seconds

    async def _heard(self, service: str) -> bytes | None:
        """What a service says of itself, or None where it says nothing usable."""
        by = asyncio.get_running_loop().time() + _PATIENCE
        try:
            answer = await self._peers.ask(service, "GET", "/openapi.json", by=by)
            if answer.status == 200 and "paths" in orjson.loads(answer.body):
                return answer.body
        except (Refusal, orjson.JSONDecodeError) as error:
            log.warning("contract.unheard", service=service, error=type(error).__name__)
            return None
        log.warning("contract.unheard", service=service, status=answer.status)
        return None
