"""Sends one webhook: the address connected to is the one that was checked, nothing is followed, and of the
answer only the status is read."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.webhooks.endpoints import LOCAL_HOST
from shared.webhooks.public_addresses import AddressNotPublic, is_public, public_addresses

GONE: Final = 410


class Failure(StrEnum):
    """Why there is no status."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    ADDRESS_NOT_PUBLIC = "address_not_public"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt: a status, or why there is none."""

    status: int | None = None
    failure: Failure | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has it: nothing but 2xx says so, and a redirect leads nowhere."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more."""
        return self.status == GONE


class _CheckedResolver(AbstractResolver):
    """Resolves a name anew for each connection, and none that has an address which is not public."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=found, proto=0, flags=socket.AI_NUMERICHOST
            )
            for found, address in await public_addresses(host, port)
        ]

    async def close(self) -> None:
        """Nothing is kept open."""


def _checked_sockets(local_port: int | None) -> Callable[[Any], socket.socket]:
    """Make the sockets of a connector: the last word on where it connects to, which no name can change any
    more; of addresses written as numbers it is the only one."""

    def make(info: Any) -> socket.socket:
        family, kind, protocol, _, where = info
        is_open = local_port is not None and tuple(where[:2]) == (LOCAL_HOST, local_port)
        if not is_open and not is_public(where[0]):
            raise AddressNotPublic
        return socket.socket(family, kind, protocol)

    return make


@contextlib.asynccontextmanager
async def webhook_session(*, seconds: float, local_port: int | None) -> AsyncIterator[aiohttp.ClientSession]:
    """Open a session for webhooks: no proxy, no cookies, no connection kept; an attempt takes `seconds` at
    most."""
    connector = aiohttp.TCPConnector(
        resolver=_CheckedResolver(),
        socket_factory=_checked_sockets(local_port),
        use_dns_cache=False,
        force_close=True,
        limit=0,
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=seconds),
        trust_env=False,
    ) as session:
        yield session


async def send(session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post a body once. The answer's body is left unread: nothing depends on it, and it has no end."""
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return Answer(status=response.status)
    except aiohttp.ClientConnectorError as error:
        is_refused = isinstance(error.os_error, AddressNotPublic)
        return Answer(failure=Failure.ADDRESS_NOT_PUBLIC if is_refused else Failure.UNREACHABLE)
    except TimeoutError:
        return Answer(failure=Failure.TIMED_OUT)
    except (aiohttp.ClientError, OSError, ValueError):
        return Answer(failure=Failure.UNREACHABLE)
