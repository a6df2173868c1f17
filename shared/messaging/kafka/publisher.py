"""Publishes facts to Kafka: one batch at a time per partition, each acknowledged before the next is sent."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import structlog

from shared.messaging.envelope import Envelope
from shared.messaging.kafka.closing import close, force_close
from shared.messaging.kafka.codec import encode
from shared.messaging.kafka.connections import (
    TooLarge,
    TopicPartition,
    deadline,
    start_producer,
)
from shared.messaging.kafka.security import KafkaSecurity
from shared.messaging.transport import TOO_LARGE, BusUnreachable, RejectedByBus, split_oversized

log = structlog.get_logger()

_ACKNOWLEDGE_SECONDS: Final = 15.0
"""Longer than a failover takes: giving up does not take back what was sent, and sending again repeats it."""


class Publisher:
    """Keeps an idempotent producer, and makes a new one once something went wrong with it.

    The batches of a partition go one after another, and the first that fails is the last: were the next one
    acknowledged without it, facts of a key would stand in the wrong order for good."""

    def __init__(self, servers: str, *, name: str, prefix: str, security: KafkaSecurity | None) -> None:
        self._servers, self._name, self._prefix, self._security = servers, name, prefix, security
        self._producer: Any = None
        self._singly: set[TopicPartition] = set()
        """The partitions where brokers refuse a batch of several: there each event goes by itself, and the
        one that is too large shows."""
        self._using = asyncio.Lock()

    async def publish(self, events: Sequence[Envelope]) -> list[UUID]:
        """Send events, and return the ids of those that were acknowledged. Raises BusUnreachable when none
        was, and RejectedByBus."""
        fit, refused = split_oversized(events)
        by_place: dict[TopicPartition, list[Envelope]] = defaultdict(list)
        for event in fit:
            by_place[TopicPartition(self._prefix + event.topic, event.partition)].append(event)
        acknowledged: list[UUID] = []
        async with self._using:
            if self._producer is None:
                self._producer = await start_producer(self._servers, name=self._name, security=self._security)
            sending = {
                place: asyncio.create_task(
                    _send(self._producer, place, there, acknowledged, singly=place in self._singly)
                )
                for place, there in by_place.items()
            }
            try:
                if sending:
                    await asyncio.wait(sending.values(), timeout=_ACKNOWLEDGE_SECONDS)
                refused |= self._too_large(sending)
            finally:
                if len(acknowledged) < len(fit):
                    await self._give_up(list(sending.values()))
        if refused:
            raise RejectedByBus(refused, acknowledged)
        if events and not acknowledged:
            raise BusUnreachable("nothing was acknowledged")
        return acknowledged

    def _too_large(self, sending: Mapping[TopicPartition, asyncio.Task[None]]) -> dict[UUID, str]:
        """Return the events that brokers refused for their size, with the reason. A batch of several is tried
        again, one by one."""
        refused = {}
        for place, task in sending.items():
            end = task.exception() if task.done() and not task.cancelled() else None
            if isinstance(end, _BatchTooLarge) and len(end.inside) == 1:
                refused[end.inside[0]] = TOO_LARGE
            elif isinstance(end, _BatchTooLarge):
                self._singly.add(place)
        return refused

    async def _give_up(self, sending: Sequence[asyncio.Task[None]]) -> None:
        """Throw the producer away: nobody knows what state it is in, nor whether it will still deliver."""
        producer, self._producer = self._producer, None
        for task in sending:
            task.cancel()
        ends = await asyncio.gather(*sending, return_exceptions=True)
        kinds = sorted({type(end).__name__ for end in ends if end is not None})
        log.warning("kafka.not-acknowledged", errors=kinds)
        force_close(producer)

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await close(producer)


class _BatchTooLarge(Exception):
    """A batch is too large for the brokers; `inside` are the ids in it."""

    def __init__(self, inside: Sequence[UUID]) -> None:
        super().__init__(len(inside))
        self.inside = inside


async def _send(
    producer: Any,
    place: TopicPartition,
    events: Sequence[Envelope],
    acknowledged: list[UUID],
    *,
    singly: bool,
) -> None:
    batch, inside = producer.create_batch(), list[UUID]()
    for event in events:
        record = encode(event)
        if (singly and inside) or batch.append(timestamp=None, **record) is None:  # it is full
            await _deliver(producer, place, batch, inside)
            acknowledged += inside
            batch, inside = producer.create_batch(), []
            batch.append(timestamp=None, **record)  # the first fits, however large
        inside.append(event.id)
    await _deliver(producer, place, batch, inside)
    acknowledged += inside


async def _deliver(producer: Any, place: TopicPartition, batch: Any, inside: Sequence[UUID]) -> None:
    batch.close()  # complete: it waits for nothing more
    try:
        async with deadline(_ACKNOWLEDGE_SECONDS):
            await (await producer.send_batch(batch, place.topic, partition=place.partition))
    except TooLarge as error:
        raise _BatchTooLarge(inside) from error
