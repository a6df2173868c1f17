"""Caches the readiness of the services for a second: they are asked once for all who want to know, so that
nobody keeps them busy by asking."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from gateway.routes import SERVICES
from gateway.upstream import Upstreams
from shared.refusal import Refusal

_WITHIN_SECONDS: Final = 1.5
_FRESH_SECONDS: Final = 1.0


class Readiness:
    """Whether each service is ready. `clock` gives seconds that never go back."""

    def __init__(self, upstreams: Upstreams, clock: Callable[[], float]) -> None:
        self._upstreams, self._clock = upstreams, clock
        self._found: Mapping[str, str] = {}
        self._stale_at = float("-inf")
        self._lock = asyncio.Lock()

    async def of_services(self) -> Mapping[str, str]:
        """`ready`, `not ready` or `unreachable` for the name of each service."""
        async with self._lock:
            if self._clock() >= self._stale_at:
                answers = await asyncio.gather(*map(self._ask, SERVICES))
                self._found = dict(zip(SERVICES, answers, strict=True))
                self._stale_at = self._clock() + _FRESH_SECONDS
        return self._found

    async def _ask(self, service: str) -> str:
        deadline = asyncio.get_running_loop().time() + _WITHIN_SECONDS
        try:
            response = await self._upstreams.request(service, "GET", "/readyz", deadline=deadline)
        except Refusal:
            return "unreachable"
        return "ready" if response.status == 200 else "not ready"
