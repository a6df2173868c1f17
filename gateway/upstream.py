"""How a request is handed on to a service, and what its failing to answer means for the caller."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import aiohttp
import structlog
from yarl import URL

from gateway.refusals import BrokenOff, TooSlow
from shared.refusal import Unavailable

log = structlog.get_logger()

_CONNECTIONS: Final = 64
"""Per service, so that one that hangs takes up its own connections and nobody else's."""
_PAUSE_BEFORE_RETRY: Final = 0.1
_NOT_OURS: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What the client library would add of itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Upstreams:
    """The services on the private network, a client session each. Open it before asking.

    `addresses`: name of a service → base address; `connect_seconds`: how long one may take to pick up."""

    def __init__(self, addresses: Mapping[str, str], *, connect_seconds: float) -> None:
        self._addresses = {name: address.rstrip("/") for name, address in addresses.items()}
        self._connect_seconds = connect_seconds
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    def open(self) -> None:
        """Inside the event loop that will do the asking."""
        for name in self._addresses:
            self._sessions[name] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds),
                # or one caller's cookie would go out with the next one's request
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=_NOT_OURS,
            )

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()

    async def ask(
        self,
        service: str,
        method: str,
        target: str,
        *,
        by: float,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """The service's answer, whatever its status, until the event loop's time is `by`.

        Nothing is sent twice but a GET whose connection was refused: that never arrived, and a service that
        is just being started again is back at once.

        Raises Unavailable where the service cannot be reached, TooSlow, BrokenOff."""
        url = URL(self._addresses[service] + target, encoded=True)
        try:
            async with asyncio.timeout_at(by):
                try:
                    return await self._send(service, method, url, headers, body)
                except aiohttp.ClientConnectorError:
                    if method != "GET":
                        raise
                await asyncio.sleep(_PAUSE_BEFORE_RETRY)
                return await self._send(service, method, url, headers, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            _tell("service.unreachable", service, error)
            raise Unavailable from error
        except TimeoutError as error:
            _tell("service.too-slow", service, error)
            raise TooSlow from error
        except aiohttp.ClientError as error:
            _tell("service.broke-off", service, error)
            raise BrokenOff from error

    async def _send(
        self, service: str, method: str, url: URL, headers: Mapping[str, str] | None, body: bytes
    ) -> Answer:
        async with self._sessions[service].request(
            method, url, headers=headers, data=BytesIO(body) if body else None, allow_redirects=False
        ) as answer:
            return Answer(answer.status, answer.headers, await answer.read())


def _tell(what: str, service: str, error: Exception) -> None:
    log.warning(what, service=service, error=type(error).__name__)
