"""`dolen listen`: receives webhooks on this machine for a subscription that lasts as long as it runs, and
prints each message whose signature is good."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import typer
from aiohttp import web

from deploy.localrun import clients, dev_token_issuer
from deploy.localrun.run_config import HOST, RunConfig
from deploy.topology import GATEWAY
from shared.clock import now
from shared.webhooks.signing import NotSigned, verify

_PATH: Final = "/v1/webhook-subscriptions"
_TEST_SECONDS: Final = 60.0


class ListenFailed(Exception):
    """Nothing can be listened to; the message says why."""


def run(client: str, *, test: bool) -> None:
    """Subscribes a client of the local run to all that it may be told, and listens until Ctrl-C or SIGTERM;
    with `test` until one message has come that tells nothing. Raises ListenFailed, NoSuchClient,
    NotInDevelopment."""
    run_config = RunConfig.of()
    dev_token_issuer.check_development(run_config.environment)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_listen(run_config, clients.named(client), test=test))


@dataclass
class _Receiver:
    """Takes messages once the secret is known."""

    secret: "asyncio.Future[str]"
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            verify(body, request.headers, await self.secret)
        except NotSigned:
            typer.echo("a message came that is not signed with the secret of this subscription", err=True)
            return web.Response(status=401)
        typer.echo(body.decode())
        self.came.set()
        return web.Response(status=204)


async def _listen(run_config: RunConfig, client: clients.Client, *, test: bool) -> None:
    loop, listening = asyncio.get_running_loop(), asyncio.current_task()
    if listening is not None:
        # not KeyboardInterrupt: whoever starts it in the background of a shell has SIGINT ignored
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, listening.cancel)
    receiver = _Receiver(loop.create_future())
    async with _serving(receiver, run_config.webhook_port) as url:
        made = await _asked(run_config, client, "POST", _PATH, {"url": url, "types": ["*"]})
        own = f"{_PATH}/{made['id']}"
        try:
            receiver.secret.set_result(made["secret"])
            typer.echo(f"listening for {client.id} at {url}", err=True)
            if not test:
                await asyncio.Event().wait()
            await _asked(run_config, client, "POST", f"{own}/test")
            async with asyncio.timeout(_TEST_SECONDS):
                await receiver.came.wait()
        except TimeoutError as error:
            raise ListenFailed("no message came") from error
        finally:
            await _asked(run_config, client, "DELETE", own)


@contextlib.asynccontextmanager
async def _serving(receiver: _Receiver, port: int) -> AsyncIterator[str]:
    """Listen on the one port of this machine to which webhooks may go. Raises ListenFailed."""
    app = web.Application()
    app.router.add_post("/", receiver.take)
    runner = web.AppRunner(app, handle_signals=False, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise ListenFailed(f"port {port} is taken: is another `dolen listen` running?") from error
        yield f"http://{HOST}:{port}/"
    finally:
        await runner.cleanup()


async def _asked(
    run_config: RunConfig, client: clients.Client, method: str, path: str, body: Any = None
) -> dict[str, Any]:
    """Ask the gateway as the client, with a token of its own each time: it may listen longer than one is good
    for. Raises ListenFailed."""
    token = dev_token_issuer.mint(
        run_config.keys,
        environment=run_config.environment,
        role=client.role,
        organisation=client.organisation,
        at=now(),
        lots=client.lots,
        client=client.id,
    )
    async with httpx.AsyncClient(base_url=run_config.url(GATEWAY), timeout=30) as door:
        try:
            answer = await door.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
        except httpx.HTTPError as error:
            raise ListenFailed("the gateway does not answer: is `make run` running?") from error
    if answer.is_error:
        problem = answer.json()
        raise ListenFailed(f"{problem['code']}: {problem['title']}")
    said: dict[str, Any] = answer.json() if answer.content else {}
    return said
