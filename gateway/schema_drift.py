"""Whether the services still have the schemas that the graph was composed from: said once per change, and the
graph goes on being served as it is."""

import asyncio
import contextlib
import re
from collections.abc import Mapping
from typing import Final

import structlog

from gateway.upstream import Upstreams
from shared.refusal import Refusal

log = structlog.get_logger()

ITSELF: Final = "supergraph"
_MARK: Final = re.compile(r"^# (\w+) sha256:([0-9a-f]{64})$", re.MULTILINE)
_ANSWER_SECONDS: Final = 3.0


def marks(supergraph: str) -> dict[str, str]:
    """Name of a service → the fingerprint of its schema, as they stand at the head of a supergraph; under
    ITSELF the supergraph's own."""
    return dict(_MARK.findall(supergraph.partition("\n\n")[0]))


class SchemaDrift:
    """Compares what each service says of its schema with what the graph was composed from.

    `composed`: name of a service → the fingerprint of its schema."""

    def __init__(self, composed: Mapping[str, str], peers: Upstreams, *, every_seconds: float) -> None:
        self._composed, self._peers, self._every_seconds = composed, peers, every_seconds
        self._told = dict(composed)
        self._stopping = asyncio.Event()

    @property
    def drifted(self) -> list[str]:
        """The services whose schema is another one, as far as is known."""
        return sorted(name for name, told in self._told.items() if told != self._composed[name])

    async def watch(self) -> None:
        """Look at once, and again and again until told to stop."""
        while not self._stopping.is_set():
            await self.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every_seconds)

    def stop(self) -> None:
        """Look no more. A look that is under way is brought to its end, so that nothing is left half open."""
        self._stopping.set()

    async def look(self) -> None:
        """Compare now. A service that cannot be asked is taken to be as before."""
        await asyncio.gather(*map(self._compare, self._composed))

    async def _compare(self, service: str) -> None:
        by = asyncio.get_running_loop().time() + _ANSWER_SECONDS
        try:
            answer = await self._peers.ask(service, "HEAD", "/sdl", by=by)
        except Refusal:  # is in the log already
            return
        told, composed = answer.headers.get("etag", "").strip('"'), self._composed[service]
        if answer.status != 200 or told == self._told[service]:
            return
        self._told[service] = told
        if told == composed:
            log.info("graph.in-step", service=service)
        else:
            log.warning("graph.drifted", service=service, composed_from=composed, serves=told)
