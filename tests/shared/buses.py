"""The two buses that the same tests run over, each as one test has it to itself."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

import asyncpg
import orjson

from deploy.kafka.topics import declare
from shared.messaging.envelope import Envelope
from shared.messaging.kafka import KafkaLog
from shared.messaging.postgres_log import PostgresLog
from shared.messaging.transport import Transport
from tests.brokers import Brokers
from tests.shared.notes.facts import Noted

TOPIC = Noted.topic


class Bus(Protocol):
    """Where a test's facts are on the bus."""

    def transport(self, name: str) -> Transport: ...

    def settings(self) -> dict[str, str]:
        """What a process is told that is to use it."""
        ...

    async def heads(self) -> dict[int, int]:
        """The next offset of each partition that holds anything."""
        ...

    async def everything(self) -> list[Envelope]:
        """Every event on the bus in its order, as an inbox lets it pass: what came again is left out."""
        ...


@dataclass
class PostgresBus:
    url: str
    log: asyncpg.Connection
    """A superuser's look at it."""

    def transport(self, name: str) -> PostgresLog:
        return PostgresLog(self.url, name=name)

    def settings(self) -> dict[str, str]:
        return {"bus": "postgres", "bus_url": self.url}

    async def heads(self) -> dict[int, int]:
        rows = await self.log.fetch("SELECT partition, next_offset FROM log_head WHERE next_offset > 0")
        return {row["partition"]: row["next_offset"] for row in rows}

    async def everything(self) -> list[Envelope]:
        rows = await self.log.fetch('SELECT * FROM log ORDER BY topic, partition, "offset"')
        names = ("topic", "key", "aggversion", "type", "headers", "data")
        return [Envelope(id=row["event_id"], **{name: row[name] for name in names}) for row in rows]


@dataclass
class KafkaBus:
    servers: str
    prefix: str
    look: KafkaLog

    def transport(self, name: str) -> KafkaLog:
        return KafkaLog(self.servers, name=name, prefix=self.prefix)

    def settings(self) -> dict[str, str]:
        return {"bus": "kafka", "kafka": self.servers, "kafka_prefix": self.prefix}

    async def heads(self) -> dict[int, int]:
        return await self.look.heads(TOPIC)

    async def everything(self) -> list[Envelope]:
        heads = await self.look.heads(TOPIC)
        found: dict[UUID, Envelope] = {}
        for partition, head in sorted(heads.items()):
            at = 0
            while at < head:
                batch = await self.look.read(TOPIC, {partition: at}, limit=1000)
                for each in batch:
                    found.setdefault(each.envelope.id, each.envelope)
                    at = each.offset + 1
                if not batch:  # it is on its way
                    await self.look.wait(seconds=0.5)
        return list(found.values())


@contextlib.asynccontextmanager
async def a_kafka_bus(brokers: Brokers) -> AsyncIterator[KafkaBus]:
    """Topics of a test's own in the cluster that all tests share."""
    prefix, cluster = f"{uuid4().hex[:8]}.", brokers.cluster
    await declare(cluster.bootstrap, [prefix + TOPIC])
    look = KafkaLog(cluster.bootstrap, name="look", prefix=prefix)
    try:
        yield KafkaBus(cluster.bootstrap, prefix, look)
    finally:
        await look.close()
        await brokers.delete([prefix + TOPIC])


def words_of(envelope: Envelope) -> str:
    """What a note on the bus says."""
    words: str = orjson.loads(envelope.data)["words"]
    return words
