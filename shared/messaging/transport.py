"""The transport of facts between services: the interface that the Postgres log and Kafka share."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from shared.messaging.envelope import Delivered, Envelope

LARGEST: Final = 8_000_000
"""How many bytes of headers and data an event may have. Brokers are declared to take a little more, and the
Postgres log could take a hundred times that; what one bus takes, the other has to take as well."""

TOO_LARGE: Final = "too large"


class BusUnreachable(ConnectionError):
    """The bus does not answer. Nothing may be taken as published, nor as not published: try again."""


class OffsetOutOfRange(Exception):
    """An offset is asked for that the bus does not have: facts are lost, or the bus is another one. Nobody
    may read on as if nothing had happened."""


class RejectedByBus(Exception):
    """The bus will never take some of the events, however often they are sent: `refused` has the reason of
    each, by its id. Those in `acknowledged` are durably there; of the others nothing is known."""

    def __init__(self, refused: Mapping[UUID, str], acknowledged: Sequence[UUID]) -> None:
        super().__init__(f"{len(refused)} events are not taken: {sorted(set(refused.values()))}")
        self.refused, self.acknowledged = refused, acknowledged


def split_oversized(events: Sequence[Envelope]) -> tuple[Sequence[Envelope], dict[UUID, str]]:
    """Return the events that may be sent: those before the first of their partition that is too large. With
    them, by id, the reason of each one that is too large."""
    if all(_fits(event) for event in events):
        return events, {}
    fit: list[Envelope] = []
    refused: dict[UUID, str] = {}
    ended: set[tuple[str, int]] = set()
    for event in events:
        partition = (event.topic, event.partition)
        if partition in ended:
            continue
        if _fits(event):
            fit.append(event)
        else:
            refused[event.id] = TOO_LARGE
            ended.add(partition)
    return fit, refused


def _fits(event: Envelope) -> bool:
    return len(event.data) + len(event.headers) <= LARGEST


class Transport(Protocol):
    """A log of partitions that are read by offset. Order holds per key; a publisher that repeats itself after
    a crash is harmless, because an event id is taken once (or, where a broker cannot tell, because consumers
    keep an inbox).

    Every call has a deadline of its own. Raises BusUnreachable, or one of
    `shared.persistence.database.CONNECTION_ERRORS`, when there is no answer in time; the next call starts
    afresh."""

    async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        """Append events in their order, and return the ids of those that are durably there. Raises when none
        is.

        Of a partition, the first that is not there is followed by none that is. Raises RejectedByBus."""
        ...

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        """Return at most `limit` events of the named partitions, each from the given offset on, in order. An
        empty list does not mean that there is none: it may be on its way, and `wait` returns when it comes.

        Raises OffsetOutOfRange."""
        ...

    async def heads(self, topic: str) -> dict[int, int]:
        """Return the offset that comes next, per partition that has ever held an event."""
        ...

    async def wait(self, *, seconds: float) -> None:
        """Wait until something new may be there of a topic that was read, at most `seconds`."""
        ...

    async def ready(self) -> None:
        """Check that the bus answers. Raises as every call does when it does not."""
        ...

    async def close(self) -> None: ...
