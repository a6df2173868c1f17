"""The outbox relay: publishes facts from the outbox to the bus, one relay per partition, in order, and
deletes only what the bus has acknowledged."""

import asyncio
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from shared.messaging.envelope import PARTITIONS, Envelope
from shared.messaging.outbox import Outbox
from shared.messaging.transport import RejectedByBus, Transport
from shared.persistence.database import connect, is_transient
from shared.workers import outbox_dead_letters
from shared.workers.outbox_watermark import Watermark
from shared.workers.partition_lease import PartitionLease

log = structlog.get_logger()

LEADERSHIP = 0x00D01E4
"""The class of advisory locks by which relays of one database share out partitions."""

_IDLE_SECONDS = 0.5
_RETRY_SECONDS = 0.5
_LOOK_BACK_SECONDS = 1.0

# columns after seq stand as in an Envelope, here and in `unsent`
_PENDING = """
SELECT seq, event_id, type, topic, key, aggversion, headers, data,
       EXISTS (SELECT FROM unsent WHERE (unsent.topic, unsent.key) = (outbox.topic, outbox.key)) AS held
FROM outbox WHERE seq > $1 AND partition = ANY($2::int[]) ORDER BY seq LIMIT $3
"""
_SENT = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"


class OutboxRelay:
    """Relays its share of the partitions; several relays may run beside each other. The locks of the share
    belong to the connection that reads and deletes: losing the one loses the other."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        outbox: Outbox,
        transport: Transport,
        batch: int = 1000,
    ) -> None:
        self._url, self._name = url, name
        self._outbox, self._transport = outbox, transport
        self._batch = batch
        self._look_back_at = 0.0
        self._share: PartitionLease | None = None

    @property
    def has_everything(self) -> bool:
        """Return whether every partition is ours: then no other relay has anything to send."""
        return self._share is not None and len(self._share.owned) == PARTITIONS

    async def run(self) -> None:
        """OutboxRelay until cancelled; what goes wrong with a connection is tried again with a new one."""
        while True:
            try:
                connection = await connect(self._url, name=f"{self._name} relay leads")
                try:
                    await self._relay_owned(connection)
                finally:
                    self._share = None
                    connection.terminate()
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("relay.interrupted", error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _relay_owned(self, connection: asyncpg.Connection) -> None:
        self._share = share = PartitionLease(connection, kind=LEADERSHIP)
        await share.join()
        # what is deleted here is on the bus already: a crash that brings it back costs sending it again
        await connection.execute("SET synchronous_commit = off")
        watermark, newest = Watermark(connection), 0
        while True:
            if await share.rebalance():
                # of partitions that were not ours, rows may wait below the watermark
                watermark, newest = Watermark(connection), 0
            if not share.owned:
                await asyncio.sleep(_IDLE_SECONDS)
                continue
            await self._retry_dead_letters(connection, share)
            await watermark.before_look()
            rows = await connection.fetch(_PENDING, watermark.at, share.owned, self._batch)
            if rows:
                newest = max(newest, rows[-1]["seq"])
                if not await self._send(connection, share, rows):
                    continue
            # a full batch shows nothing of what lies behind its last row
            await watermark.all_sent_up_to(rows[-1]["seq"] if len(rows) == self._batch else newest)
            if not rows:
                await self._outbox.wait(seconds=_IDLE_SECONDS)

    async def _send(self, connection: asyncpg.Connection, share: PartitionLease, rows: list[Any]) -> bool:
        """Publish rows of the outbox. Returns whether all of them are gone from it: they are on the bus, or
        were set aside."""
        held = [row["seq"] for row in rows if row["held"]]
        if held:
            await outbox_dead_letters.hold(connection, held)
            rows = [row for row in rows if not row["held"]]
        sent, refused = await self._publish_rows(share, rows)
        await connection.execute(_SENT, sent)
        if refused:
            await outbox_dead_letters.refuse(connection, refused)
        return len(sent) + len(refused) == len(rows)

    async def _retry_dead_letters(self, connection: asyncpg.Connection, share: PartitionLease) -> None:
        """Publish the refused facts that somebody requeued, and those that were held behind them."""
        if monotonic() < self._look_back_at:
            return
        while rows := await outbox_dead_letters.next_ready(connection, share.owned, limit=self._batch):
            sent, refused = await self._publish_rows(share, rows)
            await outbox_dead_letters.sent(connection, sent)
            await outbox_dead_letters.refused_again(connection, refused)
        self._look_back_at = monotonic() + _LOOK_BACK_SECONDS

    async def _publish_rows(
        self, share: PartitionLease, rows: Sequence[Any]
    ) -> tuple[list[int], dict[int, str]]:
        """Publish rows. Returns the numbers of those that the bus took, and of those that it never will, with
        the reason. Nothing is refused for good as long as an earlier one of its key is on its way."""
        if not rows:
            return [], {}
        refusals: Mapping[UUID, str] = {}
        try:
            acknowledged = set(await share.with_heartbeat(self._publish(rows)))
        except RejectedByBus as answer:
            acknowledged, refusals = set(answer.acknowledged), answer.refused
        if len(acknowledged) == len(rows):
            return [row["seq"] for row in rows], {}
        sent, refused, open_keys = list[int](), dict[int, str](), set[tuple[str, UUID]]()
        for row in rows:
            key = row["topic"], row["key"]
            if row["event_id"] in acknowledged:
                sent.append(row["seq"])
                continue
            if row["event_id"] in refusals and key not in open_keys:
                refused[row["seq"]] = refusals[row["event_id"]]
                log.error("relay.rejected", topic=key[0], event_id=str(row["event_id"]))
            open_keys.add(key)
        return sent, refused

    async def _publish(self, rows: Sequence[Any]) -> Sequence[UUID]:
        return await self._transport.publish([Envelope(*row[1:8]) for row in rows])
