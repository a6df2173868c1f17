"""Client of the gateway: it sends every request in somebody's name, and resends it until it is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import aiohttp
import orjson
import stamina
from cachetools import TTLCache

from deploy.localrun import dev_token_issuer
from deploy.localrun.run_config import RunConfig
from deploy.topology import GATEWAY
from shared.clock import now

Item = TypeVar("Item")
Result = TypeVar("Result")

ONCE: Final = uuid5(NAMESPACE_URL, "https://dolen.invalid/demonstration/posted-once")
"""A key may be in any letters; an Idempotency-Key may not."""
UNANSWERED: Final = frozenset({429, 502, 503, 504})
PATIENCE: Final = 120.0
"""Seconds one request is repeated for before the run fails; a service that died is back long before."""
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0


class PostingFailed(Exception):
    """The demonstration could not be posted to its end; the message says what was refused."""


class _Refused(Exception):
    """A request was not done. Its `reason` is kept out of the exception's text, which may be logged."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class _MayPass(_Refused):
    """The same request may be done later, after `retry_after` seconds where the server says so."""

    def __init__(self, reason: str, *, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


def _pause(error: Exception) -> bool | float:
    """Whether to send again (stamina's backoff hook), after so many seconds where the server says so."""
    if not isinstance(error, _MayPass):
        return False
    stated = error.retry_after
    return float(stated) if stated is not None and stated.isdecimal() else True


@dataclass(frozen=True, slots=True)
class As:
    """On whose behalf a request is made."""

    role: str
    organisation: UUID
    lots: tuple[str, ...] = ()


_TOKEN_SECONDS: Final = 600.0
"""How long a token is used before another is asked for: well within its fifteen minutes."""
WELSH_GOVERNMENT: Final = As("wg", dev_token_issuer.WELSH_GOVERNMENT)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    etag: str | None


class ApiClient:
    """The gateway, seen from outside. Every request it sends may be sent again: a POST carries a key, and
    events carry their ids."""

    def __init__(self, run_config: RunConfig) -> None:
        self._run_config = run_config
        self._tokens: TTLCache[As, str] = TTLCache(1024, _TOKEN_SECONDS)
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            self._run_config.url(GATEWAY), timeout=aiohttp.ClientTimeout(total=30, sock_connect=2)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(
        self,
        method: str,
        path: str,
        who: As,
        body: Any = None,
        *,
        key: str | None = None,
        seen: str | None = None,
        media_type: str = "application/json",
    ) -> Answer:
        """Send one request until it is answered for good. `key` names what it does, once and for all runs;
        `seen` is the ETag for If-Match. A refusal that may pass (`retry`) is treated like no answer at all:
        the request is sent again after `Retry-After`, or after a pause that doubles.

        Raises PostingFailed for any other refusal."""
        headers = {"authorization": f"Bearer {self._token(who)}", "content-type": media_type}
        headers |= {} if key is None else {"idempotency-key": str(uuid5(ONCE, key))}
        headers |= {} if seen is None else {"if-match": seen}
        data = None if body is None else orjson.dumps(body)
        try:
            async for attempt in stamina.retry_context(
                _pause,
                attempts=None,
                timeout=PATIENCE,
                wait_initial=FIRST_PAUSE,
                wait_max=LONGEST_PAUSE,
                wait_jitter=0,
            ):
                with attempt:
                    answer = await self._attempt(method, path, data, headers)
        except _Refused as refused:
            raise PostingFailed(f"{method} {path} as {who.role}: {refused.reason}") from refused
        return answer

    async def _attempt(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        """Send a request once. Raises _Refused where it is not done, and _MayPass where it may be later."""
        try:
            async with self._session.request(method, path, data=data, headers=headers) as got:
                content = await got.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _MayPass(f"no answer ({type(error).__name__})") from error
        if got.status < 300:
            return Answer(got.status, orjson.loads(content or b"null"), got.headers.get("etag"))
        reason = f"{got.status} {content[:2000].decode(errors='replace')}"
        if got.status in UNANSWERED or _says_retry(content):
            raise _MayPass(reason, retry_after=got.headers.get("retry-after"))
        raise _Refused(reason)

    async def get(self, path: str) -> Any:
        """What Welsh Government is told there."""
        return (await self.send("GET", path, WELSH_GOVERNMENT)).body

    def _token(self, who: As) -> str:
        token = self._tokens.get(who)
        if token is None:
            token = self._tokens[who] = dev_token_issuer.mint(
                self._run_config.keys,
                environment=self._run_config.environment,
                role=who.role,
                organisation=who.organisation,
                lots=who.lots,
                at=now(),
            )
        return token


def _says_retry(content: bytes) -> bool:
    """Whether a problem says that the same request may succeed later."""
    try:
        said = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(said, dict) and said.get("retry") is True


async def each(
    do: Callable[[Item], Awaitable[Result]], items: Sequence[Item], at_once: int = 12
) -> list[Result]:
    """Does it for all of the items, some at once, and answers in their order; the first failure ends the
    rest.

    Raises PostingFailed."""
    room = asyncio.Semaphore(at_once)

    async def one(item: Item) -> Result:
        async with room:
            return await do(item)

    try:
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(one(item)) for item in items]
    except* PostingFailed as failed:
        raise PostingFailed("\n".join(str(error) for error in failed.exceptions)) from failed
    return [task.result() for task in running]
