"""Reads facts from Kafka by the offsets of the reader's own database, and without a consumer group."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from time import monotonic
from typing import Any, Final

import structlog

from shared.messaging.envelope import PARTITIONS, Delivered
from shared.messaging.kafka import codec
from shared.messaging.kafka.closing import close, close_in_background
from shared.messaging.kafka.connections import (
    ConsumerRecord,
    TopicPartition,
    deadline,
    start_consumer,
)
from shared.messaging.kafka.security import KafkaSecurity
from shared.messaging.transport import BusUnreachable, OffsetOutOfRange

log = structlog.get_logger()

_FIRST_FETCH_SECONDS: Final = 3.0
_LOOK_SECONDS: Final = 3.0
"""How often an idle reader asks whether it is rightly idle."""
_AT_ONCE: Final = 2000
_AHEAD: Final = 2000
"""How many records of a partition are enough to keep that nobody has asked for yet."""


@dataclass(slots=True)
class _Place:
    """A partition being read: the offset to fetch next, and what was fetched and may still be asked for."""

    fetched: int
    ahead: deque[ConsumerRecord] = field(default_factory=deque)

    def reaches(self, offset: int) -> bool:
        """Return whether what was fetched goes on from `offset`. What lies before it is dropped: it will not
        be asked for again."""
        while self.ahead and self.ahead[0].offset < offset:
            self.ahead.popleft()
        return (self.ahead[0].offset if self.ahead else self.fetched) == offset


class Reader:
    """One consumer over all that its owner reads. Its position is a guess at what will be asked for, and
    never the truth: who asks for an offset is given that, and what was read is kept until a later one is
    asked for.

    A consumer can stop without a word when a broker comes back. So an idle reader looks now and then whether
    there is something behind its position, and one that has not moved by the next look is replaced."""

    def __init__(self, servers: str, *, name: str, prefix: str, security: KafkaSecurity | None) -> None:
        self._servers, self._name, self._prefix, self._security = servers, name, prefix, security
        self._consumer: Any = None
        self._places: dict[TopicPartition, _Place] = {}
        self._behind_at: dict[TopicPartition, int] = {}  # where the last look found that there is more
        self._look_at = 0.0
        self._unread = False  # something came while its owner waited
        self._using = asyncio.Lock()

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        if not offsets:
            return []  # a consumer that nothing is assigned to waits for that without end
        async with self._borrowed() as consumer:
            wanted = {self._partition(topic, number): offset for number, offset in offsets.items()}
            moved = self._place(consumer, self._prefix + topic, wanted)
            if moved:
                await self._fetch_first(consumer, moved, limit)
            elif sum(len(self._places[place].ahead) for place in wanted) < limit:
                await self._fetch(consumer, wanted, milliseconds=0)
            self._unread = False
            ahead = chain.from_iterable(self._places[place].ahead for place in wanted)
            return [codec.decode(record, topic) for record in islice(ahead, limit)]

    async def heads(self, topic: str) -> dict[int, int]:
        async with self._borrowed() as consumer, deadline():
            ends = await consumer.end_offsets([self._partition(topic, n) for n in range(PARTITIONS)])
        return {place.partition: end for place, end in ends.items() if end > 0}

    async def wait(self, *, seconds: float) -> None:
        async with self._borrowed() as consumer:
            if self._unread:
                return
            short = [place for place, state in self._places.items() if len(state.ahead) < _AHEAD]
            if short:
                await self._look(consumer, short)
                self._unread = await self._fetch(consumer, short, milliseconds=int(seconds * 1000))
                return
        await asyncio.sleep(seconds)

    async def ready(self) -> None:
        async with self._borrowed() as consumer, deadline():
            await consumer.topics()

    async def close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close(consumer)

    def _partition(self, topic: str, partition: int) -> TopicPartition:
        return TopicPartition(self._prefix + topic, partition)

    @contextlib.asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[Any]:
        """Lend the consumer to one caller at a time. One with which something went wrong is not used
        again."""
        async with self._using:
            if self._consumer is None:
                self._consumer = await start_consumer(self._servers, name=self._name, security=self._security)
                self._places, self._behind_at, self._unread = {}, {}, False
            try:
                yield self._consumer
            except BaseException:
                consumer, self._consumer = self._consumer, None
                close_in_background(consumer)
                raise

    def _place(self, consumer: Any, topic: str, wanted: Mapping[TopicPartition, int]) -> list[TopicPartition]:
        """Seek to where the caller wants to read. Returns the partitions that had stood elsewhere."""
        kept = {
            place: state for place, state in self._places.items() if place.topic != topic or place in wanted
        }
        moved = [
            place for place, offset in wanted.items() if place not in kept or not kept[place].reaches(offset)
        ]
        placed = kept | {place: _Place(wanted[place]) for place in moved}
        if placed.keys() != self._places.keys():
            consumer.assign(list(placed))
            _seek(consumer, placed, placed)  # an assignment forgets every position
        else:
            _seek(consumer, placed, moved)
        self._places = placed
        return moved

    async def _fetch_first(self, consumer: Any, moved: Sequence[TopicPartition], limit: int) -> None:
        """Wait for the first records, which take a moment, of partitions that have any."""
        async with deadline():
            ends = await consumer.end_offsets(moved)
        if beyond := [place for place, end in ends.items() if self._places[place].fetched > end]:
            raise OffsetOutOfRange(
                f"{len(beyond)} partitions of {beyond[0].topic} end before the offset asked for"
            )
        give_up = monotonic() + _FIRST_FETCH_SECONDS
        while monotonic() < give_up:
            places = [self._places[place] for place in moved]
            behind = any(self._places[place].fetched < end for place, end in ends.items())
            if not behind or sum(len(place.ahead) for place in places) >= limit:
                return
            await self._fetch(consumer, moved, milliseconds=200)

    async def _fetch(self, consumer: Any, which: Iterable[TopicPartition], *, milliseconds: int) -> bool:
        """Fetch what is there, waiting so long for the first record. Returns whether anything came."""
        async with deadline():
            fetched = await consumer.getmany(*which, timeout_ms=milliseconds, max_records=_AT_ONCE)
        for place, found in fetched.items():
            state = self._places[place]
            state.ahead.extend(found)
            state.fetched = found[-1].offset + 1
        return bool(fetched)

    async def _look(self, consumer: Any, which: Sequence[TopicPartition]) -> None:
        """Check that this reader, which waits for these partitions, is rightly idle. Raises BusUnreachable
        when it stands still."""
        if monotonic() < self._look_at:
            return
        standing = [place for place in which if self._behind_at.get(place) == self._places[place].fetched]
        if standing:
            log.error("kafka.standing-still", partitions=len(standing))
            raise BusUnreachable("the consumer stands still")
        async with deadline():
            ends = await consumer.end_offsets(which)
        at = {place: self._places[place].fetched for place in which}
        self._behind_at = {place: at[place] for place, end in ends.items() if at[place] < end}
        self._look_at = monotonic() + _LOOK_SECONDS


def _seek(consumer: Any, places: Mapping[TopicPartition, _Place], which: Iterable[TopicPartition]) -> None:
    for place in which:
        consumer.seek(place, places[place].fetched)
