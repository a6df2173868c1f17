"""The low watermark of an outbox: the number below which no row can turn up any more."""

import asyncpg

_OLDEST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NEXT_TO_START = "SELECT pg_current_xact_id()::text::bigint"


class Watermark:
    """The number behind which looks for rows begin. Rows are numbered before they are committed, so a row
    with a low number may turn up after one with a high number has been sent. That is over once every
    transaction has ended that was running when the high one was sent: then, and not before, looks may begin
    behind it. Beginning at 0 each time would be as right, and wade through every row ever deleted."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self.at = 0
        """Looks begin after this number."""
        self._candidate: tuple[int, int] | None = None  # a number, and the transaction that bounds it
        self._oldest = 0

    async def before_look(self) -> None:
        """Note which transactions have ended, before the rows behind `at` are looked for: their rows show."""
        if self._candidate is not None:
            self._oldest = await self._connection.fetchval(_OLDEST_RUNNING)

    async def all_sent_up_to(self, number: int) -> None:
        """Note that every row that the look showed up to `number` has been sent and deleted."""
        if self._candidate is None:
            if number > self.at:
                # Whoever holds a lower number is already running, with a lower transaction id than this.
                self._candidate = number, await self._connection.fetchval(_NEXT_TO_START)
        elif number >= self._candidate[0] and self._oldest >= self._candidate[1]:
            self.at, self._candidate = self._candidate[0], None
