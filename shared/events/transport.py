"""What carries facts between services: the interface that the Postgres log and Kafka share."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from shared.events.envelope import Delivered, Envelope


class Transport(Protocol):
    """A log of partitions that are read by offset. Order holds per key; a publisher that repeats itself
    after a crash is harmless, because an event id is taken once (or, where a broker cannot tell, because
    consumers keep an inbox)."""

    async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        """Append events in their order; the ids of those that are durably there. Raises when none is."""
        ...

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        """At most `limit` events of the named partitions, each from the given offset on, in order."""
        ...

    async def heads(self, topic: str) -> dict[int, int]:
        """The offset that comes next, per partition that has ever held an event."""
        ...

    async def wait(self, *, seconds: float) -> None:
        """Return when something new may be there, after `seconds` at the latest."""
        ...

    async def ready(self) -> None:
        """Raises when the transport cannot be reached."""
        ...

    async def close(self) -> None: ...
