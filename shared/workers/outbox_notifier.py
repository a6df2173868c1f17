"""How a relay hears of facts that were announced in another process: by a notification, after the commit and
over a connection of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import asyncpg
import structlog

from shared.messaging.outbox import Outbox
from shared.persistence.database import connect, is_transient

log = structlog.get_logger()

CHANNEL: Final = "dolen_outbox"
_RETRY_SECONDS: Final = 0.5


class OutboxNotifier:
    """Between the processes of one service. A notification inside the transaction would cost a third of the
    throughput; this one goes for as many commits as came meanwhile. One that is lost costs time and nothing
    else, because relays look by themselves now and then."""

    def __init__(self, url: str, *, name: str, outbox: Outbox) -> None:
        self._url, self._name, self._outbox = url, name, outbox
        self._own: int | None = None  # the server process that rings for us: we need not hear that

    async def notify(self, unless: Callable[[], bool] = lambda: False) -> None:
        """Until cancelled, tell the others when something was announced here; not where `unless` says that
        it is no business of theirs."""

        async def ringing(connection: asyncpg.Connection) -> None:
            self._own = connection.get_server_pid()
            while True:
                # first of all for what was announced while nobody rang
                await connection.execute(f"NOTIFY {CHANNEL}")
                await self._outbox.announced()
                while unless():
                    await self._outbox.announced()

        await self._with_a_connection("rings", ringing)

    async def listen(self) -> None:
        """Until cancelled, wake the relay here when somebody rings."""

        def wake(_connection: Any, pid: int, *_: Any) -> None:
            if pid != self._own:
                self._outbox.wake()

        async def listening(connection: asyncpg.Connection) -> None:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, wake)
            self._outbox.wake()  # somebody may have rung while nobody listened
            await lost.wait()
            raise ConnectionError("nobody is heard any more")

        await self._with_a_connection("listens", listening)

    async def _with_a_connection(
        self, what: str, do: Callable[[asyncpg.Connection], Awaitable[None]]
    ) -> None:
        while True:
            try:
                connection = await connect(self._url, name=f"{self._name} {what}")
                try:
                    await do(connection)
                finally:
                    connection.terminate()
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("bell.interrupted", part=what, error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)
