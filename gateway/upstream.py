"""Forwards requests to the services by aiohttp, and raises a refusal where one does not answer."""

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
"""For each service, so that one that hangs takes up its own connections only."""
_PAUSE_BEFORE_RETRY: Final = 0.1
_NO_AUTO_HEADERS: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add by itself."""


@dataclass(frozen=True, slots=True)
class UpstreamResponse:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Upstreams:
    """The services on the private network, with a client session each. Open it before any request.

    `addresses`: name of a service → base address; `connect_seconds`: how long a connection may take."""

    def __init__(self, addresses: Mapping[str, str], *, connect_seconds: float) -> None:
        self._addresses = {name: address.rstrip("/") for name, address in addresses.items()}
        self._connect_seconds = connect_seconds
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    def open(self) -> None:
        """Open the sessions, inside the event loop of the requests."""
        for name in self._addresses:
            self._sessions[name] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds),
                # or one caller's cookie would go out with the next one's request
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=_NO_AUTO_HEADERS,
            )

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()

    async def request(
        self,
        service: str,
        method: str,
        target: str,
        *,
        deadline: float,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> UpstreamResponse:
        """Send a request and return the response, whatever its status, until the event loop's time is
        `deadline`.

        Only a GET whose connection was refused is sent twice: it never arrived, and a service that is
        starting again is back at once.

        Raises Unavailable where the service cannot be reached, TooSlow, BrokenOff."""
        url = URL(self._addresses[service] + target, encoded=True)
        try:
            async with asyncio.timeout_at(deadline):
                try:
                    return await self._send(service, method, url, headers, body)
                except aiohttp.ClientConnectorError:
                    if method != "GET":
                        raise
                await asyncio.sleep(_PAUSE_BEFORE_RETRY)
                return await self._send(service, method, url, headers, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            _log_failure("service.unreachable", service, error)
            raise Unavailable from error
        except TimeoutError as error:
            _log_failure("service.too-slow", service, error)
            raise TooSlow from error
        except aiohttp.ClientError as error:
            _log_failure("service.broke-off", service, error)
            raise BrokenOff from error

    async def _send(
        self, service: str, method: str, url: URL, headers: Mapping[str, str] | None, body: bytes
    ) -> UpstreamResponse:
        async with self._sessions[service].request(
            method, url, headers=headers, data=BytesIO(body) if body else None, allow_redirects=False
        ) as response:
            return UpstreamResponse(response.status, response.headers, await response.read())


def _log_failure(event: str, service: str, error: Exception) -> None:
    log.warning(event, service=service, error=type(error).__name__)
