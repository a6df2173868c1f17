"""Caches the merged OpenAPI document, and refreshes it when a service's own document has changed."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog

from gateway.openapi.merge import Json, merged
from gateway.openapi.refusals import refusals_of
from gateway.routes import SERVICES
from gateway.static_files import etag_of
from gateway.upstream import Upstreams
from shared.refusal import Refusal, Unavailable

log = structlog.get_logger()

_FETCH_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Document:
    """The merged document as JSON, its entity tag, and every problem by its code."""

    body: bytes
    etag: str
    refusals: Mapping[str, Json]


class Contract:
    """The merged document. `token_url`: where a system gets its token; `fresh_seconds`: how long the document
    is served before the services are asked again. While a service cannot be reached, its last document is
    used."""

    def __init__(self, upstreams: Upstreams, *, token_url: str, fresh_seconds: float) -> None:
        self._token_url = token_url
        self._upstreams, self._fresh_seconds = upstreams, fresh_seconds
        self._documents: dict[str, bytes] = {}
        self._document: Document | None = None
        self._stale_at = float("-inf")
        self._lock = asyncio.Lock()

    async def document(self) -> Document:
        """The document, and what the services may refuse.

        Raises Unavailable until every service has answered once: a contract with a gap misleads."""
        async with self._lock:
            if time.monotonic() >= self._stale_at:
                await self._refresh()
        if self._document is None:
            raise Unavailable
        return self._document

    async def _refresh(self) -> None:
        responses = await asyncio.gather(*(self._fetch(service) for service in SERVICES))
        documents = self._documents | {
            service: text for service, text in zip(SERVICES, responses, strict=True) if text
        }
        if len(documents) < len(SERVICES):
            raise Unavailable
        if documents != self._documents or self._document is None:
            parsed: dict[str, dict[str, Any]] = {name: orjson.loads(documents[name]) for name in SERVICES}
            body = orjson.dumps(merged(parsed, token_url=self._token_url))
            self._document = Document(body, etag_of(body), refusals_of(parsed))
            self._documents = documents
        self._stale_at = time.monotonic() + self._fresh_seconds

    async def _fetch(self, service: str) -> bytes | None:
        """The document of a service, or None where it has none or cannot be reached."""
        deadline = asyncio.get_running_loop().time() + _FETCH_SECONDS
        try:
            response = await self._upstreams.request(service, "GET", "/openapi.json", deadline=deadline)
            if response.status == 200 and "paths" in orjson.loads(response.body):
                return response.body
        except (Refusal, orjson.JSONDecodeError) as error:
            log.warning("contract.unheard", service=service, error=type(error).__name__)
            return None
        log.warning("contract.unheard", service=service, status=response.status)
        return None
