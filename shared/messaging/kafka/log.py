"""Kafka as a `Transport`."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shared.messaging.envelope import Delivered, Envelope
from shared.messaging.kafka.log_throttling import throttle_client_logs
from shared.messaging.kafka.publisher import Publisher
from shared.messaging.kafka.reader import Reader
from shared.messaging.kafka.security import KafkaSecurity


class KafkaLog:
    """A `Transport` over the cluster at `servers` (host:port, separated by commas). Topics have to be there:
    they are declared, and not made by whoever writes first. With a `prefix`, several installations share
    one cluster. Without `security`, brokers are spoken to in the clear.

    The broker does not notice a publisher that repeats itself after a crash; consumers' inboxes do."""

    def __init__(
        self, servers: str, *, name: str, prefix: str = "", security: KafkaSecurity | None = None
    ) -> None:
        throttle_client_logs()
        self._publisher = Publisher(servers, name=f"{name} publishes", prefix=prefix, security=security)
        self._reader = Reader(servers, name=f"{name} reads", prefix=prefix, security=security)
        # questions about heads and readiness do not queue behind a reader that waits for events
        self._metadata_reader = Reader(servers, name=f"{name} looks", prefix=prefix, security=security)

    async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        return await self._publisher.publish(events)

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        return await self._reader.read(topic, offsets, limit=limit)

    async def heads(self, topic: str) -> dict[int, int]:
        return await self._metadata_reader.heads(topic)

    async def wait(self, *, seconds: float) -> None:
        await self._reader.wait(seconds=seconds)

    async def ready(self) -> None:
        await self._metadata_reader.ready()

    async def close(self) -> None:
        await self._publisher.close()
        await self._reader.close()
        await self._metadata_reader.close()
