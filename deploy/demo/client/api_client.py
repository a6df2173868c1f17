"""How the poster goes through the front door: as whom, and what it does when it gets no answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import aiohttp
import orjson

from deploy.localrun import dev_token_issuer
from deploy.localrun.run_config import GATEWAY, RunConfig
from shared.clock import now

Item = TypeVar("Item")
Result = TypeVar("Result")

ONCE: Final = uuid5(NAMESPACE_URL, "https://dolen.invalid/demonstration/posted-once")
"""A key may be in any letters; an Idempotency-Key may not."""
UNANSWERED: Final = frozenset({429, 502, 503, 504})
PATIENCE: Final = 120.0
"""Seconds one request is repeated for before the run fails; a service that died is back long before."""
LONGEST_PAUSE: Final = 2.0


class PostingFailed(Exception):
    """The demonstration could not be posted to its end; the message says what was refused."""


@dataclass(frozen=True, slots=True)
class As:
    """On whose behalf a request is made."""

    role: str
    organisation: UUID
    lots: tuple[str, ...] = ()


WELSH_GOVERNMENT: Final = As("wg", dev_token_issuer.WELSH_GOVERNMENT)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    etag: str | None


class ApiClient:
    """The gateway, seen from outside. Every request it sends may be sent again: a POST carries a key, and
    events carry their ids."""

    def __init__(self, place: RunConfig) -> None:
        self._place = place
        self._tokens: dict[As, str] = {}
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            self._place.url(GATEWAY), timeout=aiohttp.ClientTimeout(total=30, sock_connect=2)
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
        """Sends one request until it is answered for good. `key` names what it does, once and for all runs;
        `seen` is the ETag for If-Match. Refusals that may pass (`retry`) are repeated like no answer at all.

        Raises PostingFailed for any other refusal."""
        headers = {"authorization": f"Bearer {self._token(who)}", "content-type": media_type}
        headers |= {} if key is None else {"idempotency-key": str(uuid5(ONCE, key))}
        headers |= {} if seen is None else {"if-match": seen}
        clock = asyncio.get_running_loop().time
        give_up, pause = clock() + PATIENCE, 0.1
        data = None if body is None else orjson.dumps(body)
        while True:
            try:
                async with self._session.request(method, path, data=data, headers=headers) as got:
                    content = await got.read()
                    if got.status < 300:
                        return Answer(got.status, orjson.loads(content or b"null"), got.headers.get("etag"))
                    trouble = f"{got.status} {content[:2000].decode(errors='replace')}"
                    passing = got.status in UNANSWERED or _may_pass(content)
            except (aiohttp.ClientError, TimeoutError) as error:
                trouble, passing = f"no answer ({type(error).__name__})", True
            if not passing or clock() > give_up:
                raise PostingFailed(f"{method} {path} as {who.role}: {trouble}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def get(self, path: str) -> Any:
        """What Welsh Government is told there."""
        return (await self.send("GET", path, WELSH_GOVERNMENT)).body

    def _token(self, who: As) -> str:
        if who not in self._tokens:
            self._tokens[who] = dev_token_issuer.mint(
                self._place.keys,
                environment=self._place.environment,
                role=who.role,
                organisation=who.organisation,
                lots=who.lots,
                at=now(),
            )
        return self._tokens[who]


def _may_pass(content: bytes) -> bool:
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
