"""Fixtures: a gateway on a real socket, and four stubs for the services that record their requests."""

import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest
import uvicorn
from aiohttp import web
from multidict import CIMultiDict
from starlette.types import ASGIApp
from yarl import URL

from gateway.app import build
from gateway.routes import SERVICES
from gateway.settings import GatewaySettings
from shared.runtime.server import behind_proxies
from tests.patience import patient
from tests.shared.issuer import ISSUER, Issuer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as a stub got it."""

    method: str
    target: str
    headers: CIMultiDict[str]
    body: bytes


@dataclass
class Stub:
    """A service's edge: answers as it is told to and remembers what it was asked."""

    name: str
    asked: list[ReceivedRequest] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=lambda: {"openapi": "3.1.0", "paths": {}})
    ready: int = 200
    allow: str = "GET, HEAD, POST"
    """The methods of all its addresses."""
    fingerprint: str | None = None
    """Of its part of the graph, where it says so."""
    sdl_requests: int = 0
    readiness_requests: int = 0
    answer: Answer | None = None
    port: int = 0
    _runner: web.ServerRunner | None = None

    async def start(self) -> Self:
        """Listen; on the same port as before where it had one."""
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def only(self) -> ReceivedRequest:
        [asked] = self.asked
        return asked

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/openapi.json":
            return web.json_response(self.document)
        if request.path == "/readyz":
            self.readiness_requests += 1
            return web.json_response({}, status=self.ready)
        if request.path == "/sdl":
            self.sdl_requests += 1
            told = {"ETag": f'"{self.fingerprint}"'} if self.fingerprint else {}
            return web.Response(status=200 if told else 404, headers=told)
        if request.method == "OPTIONS":  # no service takes it
            return web.Response(status=405, headers={"Allow": self.allow})
        body = await request.content.read()
        self.asked.append(
            ReceivedRequest(request.method, request.raw_path, CIMultiDict(request.headers), body)
        )
        if self.answer is not None:
            return await self.answer(request)  # type: ignore[arg-type]
        return web.json_response({"from": self.name})


@dataclass(frozen=True)
class Reply:
    status: int
    headers: CIMultiDict[str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of the problem that this is."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        said = self.json
        assert said["status"] == self.status
        assert said["type"] == f"/problems/{said['code']}"
        code: str = said["code"]
        return code


@dataclass(frozen=True)
class Gateway:
    """A running gateway, a client of it, and what stands behind it."""

    port: int
    client: aiohttp.ClientSession
    issuer: Issuer
    services: dict[str, Stub]

    async def ask(
        self,
        target: str,
        method: str = "GET",
        *,
        token: str | None = None,
        headers: dict[str, str] | list[tuple[str, str]] | None = None,
        **more: Any,
    ) -> Reply:
        """An answer to a request with a good token, unless another is given; "" for none."""
        sent = CIMultiDict(headers or {})
        token = self.issuer.mint() if token is None else token
        if token and "authorization" not in sent:
            sent["authorization"] = f"Bearer {token}"
        url = URL(f"http://127.0.0.1:{self.port}{target}", encoded=True)
        async with self.client.request(method, url, headers=sent, allow_redirects=False, **more) as got:
            return Reply(got.status, CIMultiDict(got.headers), await got.read())

    def all_requests(self) -> list[ReceivedRequest]:
        return [asked for stub in self.services.values() for asked in stub.asked]


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


@pytest.fixture
async def services() -> AsyncIterator[dict[str, Stub]]:
    stubs = {name: await Stub(name).start() for name in SERVICES}
    yield stubs
    for stub in stubs.values():
        await stub.stop()


Start = Callable[..., Awaitable[Gateway]]


@pytest.fixture
async def start(issuer: Issuer, services: dict[str, Stub]) -> AsyncIterator[Start]:
    """Starts a gateway with settings, and a clock, of one's own."""
    async with contextlib.AsyncExitStack() as stack:

        async def started(*, clock: Callable[[], float] = time.monotonic, **differences: Any) -> Gateway:
            settings = GatewaySettings(
                issuer=ISSUER,
                peers={name: f"http://127.0.0.1:{stub.port}" for name, stub in services.items()},
                # gateway, services and client take turns in one event loop
                **{"jwks": str(issuer.jwks), "connect_seconds": patient(0.5), **differences},
            )
            app = build(settings, clock=clock)
            port = await stack.enter_async_context(serving(app, settings.trusted_proxies))
            client = await stack.enter_async_context(aiohttp.ClientSession())
            return Gateway(port, client, issuer, services)

        yield started


@pytest.fixture
async def gateway(start: Start) -> Gateway:
    return await start()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, trusted_proxies: Sequence[str] = ()) -> AsyncIterator[int]:
    """An application under the server it runs under, in this process; its port."""
    config = uvicorn.Config(
        app,
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        **behind_proxies(trusted_proxies),
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await server.startup(sockets=[listening])
        try:
            yield listening.getsockname()[1]
        finally:
            await server.shutdown(sockets=[listening])
