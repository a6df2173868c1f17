"""Wakes relays in other processes by PostgreSQL LISTEN/NOTIFY, after the commit and over a connection of its
own."""

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
    """Notifies between the processes of one service. A notification inside the transaction would cost a third
    of the throughput; this one stands for as many commits as came meanwhile. One that is lost costs time and
    nothing else, because relays look by themselves now and then."""

    def __init__(self, url: str, *, name: str, outbox: Outbox) -> None:
        self._url, self._name, self._outbox = url, name, outbox
        self._own: int | None = None  # the server process that notifies for us: it need not wake us

    async def notify(self, unless: Callable[[], bool] = lambda: False) -> None:
        """Notify the other processes of what is announced here, until cancelled; not while `unless` says that
        they have nothing to send."""

        async def notifying(connection: asyncpg.Connection) -> None:
            self._own = connection.get_server_pid()
            while True:
                # first of all for what was announced before there was a connection
                await connection.execute(f"NOTIFY {CHANNEL}")
                await self._outbox.announced()
                while unless():
                    await self._outbox.announced()

        await self._with_connection("rings", notifying)

    async def listen(self) -> None:
        """Wake the relay in this process when another one notifies, until cancelled."""

        def wake(_connection: Any, pid: int, *_: Any) -> None:
            if pid != self._own:
                self._outbox.wake()

        async def listening(connection: asyncpg.Connection) -> None:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, wake)
            self._outbox.wake()  # a notification may have come before there was a listener
            await lost.wait()
            raise ConnectionError("the listening connection is lost")

        await self._with_connection("listens", listening)

    async def _with_connection(self, what: str, do: Callable[[asyncpg.Connection], Awaitable[None]]) -> None:
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
                log.warning("outbox-notifier.interrupted", part=what, error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)
