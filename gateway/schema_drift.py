"""Watches for schema drift: compares the services' schemas with those that the graph was composed from.

Each change is logged once, and the graph is served as it is."""

import asyncio
import contextlib
import re
from collections.abc import Mapping
from typing import Final

import structlog

from gateway.upstream import Upstreams
from shared.refusal import Refusal

log = structlog.get_logger()

SUPERGRAPH: Final = "supergraph"
_FINGERPRINT: Final = re.compile(r"^# (\w+) sha256:([0-9a-f]{64})$", re.MULTILINE)
_ANSWER_SECONDS: Final = 3.0


def fingerprints(supergraph: str) -> dict[str, str]:
    """Read the head of a supergraph: name of a service → the fingerprint of its schema; under
    SUPERGRAPH the supergraph's own."""
    return dict(_FINGERPRINT.findall(supergraph.partition("\n\n")[0]))


class SchemaDrift:
    """Compares the fingerprint of each service's schema with the one that the graph was composed from.

    `composed`: name of a service → the fingerprint of its schema."""

    def __init__(self, composed: Mapping[str, str], upstreams: Upstreams, *, every_seconds: float) -> None:
        self._composed, self._upstreams, self._every_seconds = composed, upstreams, every_seconds
        self._served = dict(composed)
        self._stopping = asyncio.Event()

    @property
    def drifted(self) -> list[str]:
        """The services whose schema was another one at the last comparison."""
        return sorted(name for name, served in self._served.items() if served != self._composed[name])

    async def watch(self) -> None:
        """Compare at once, and then every so many seconds until `stop`."""
        while not self._stopping.is_set():
            await self.compare_all()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every_seconds)

    def stop(self) -> None:
        """Stop watching. A comparison under way is completed, so that no request is left open."""
        self._stopping.set()

    async def compare_all(self) -> None:
        """Compare every service now. One that cannot be reached counts as unchanged."""
        await asyncio.gather(*map(self._compare, self._composed))

    async def _compare(self, service: str) -> None:
        deadline = asyncio.get_running_loop().time() + _ANSWER_SECONDS
        try:
            response = await self._upstreams.request(service, "HEAD", "/sdl", deadline=deadline)
        except Refusal:  # is logged already
            return
        served, composed = response.headers.get("etag", "").strip('"'), self._composed[service]
        if response.status != 200 or served == self._served[service]:
            return
        self._served[service] = served
        if served == composed:
            log.info("graph.in-step", service=service)
        else:
            log.warning("graph.drifted", service=service, composed_from=composed, serves=served)
