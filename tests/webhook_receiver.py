"""A receiver of webhooks on this machine: it answers as it is told to, and remembers what came."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web


@dataclass(frozen=True)
class Message:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = orjson.loads(self.body)
        return said


@dataclass
class Receiver:
    """Answers 204, or what `answers` says next: a status, a response, or nothing at all (None)."""

    port: int
    received: list[Message] = field(default_factory=list)
    answers: deque[int | Callable[[], web.Response] | None] = field(default_factory=deque)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    """Until it is set, those that are answered with nothing are kept waiting."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def types(self) -> list[str]:
        return [message.said["type"] for message in self.received]

    async def take(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Message(request.path, headers, await request.read()))
        answer = self.answers.popleft() if self.answers else 204
        if answer is None:
            await self.let_go.wait()
            return web.Response(status=204)
        return web.Response(status=answer) if isinstance(answer, int) else answer()


@contextlib.asynccontextmanager
async def receiving(port: int) -> AsyncIterator[Receiver]:
    """Listen on a port as long as the block lasts."""
    receiver = Receiver(port)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield receiver
    finally:
        receiver.let_go.set()
        await runner.cleanup()
