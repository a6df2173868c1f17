"""How we speak to Kafka's clients: settings that recover fast, a deadline round every call that can hang,
and clients that are thrown away once something went wrong with them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Final, Protocol, TypeVar

import structlog
from aiokafka import (  # type: ignore[import-untyped]
    AIOKafkaConsumer,
    AIOKafkaProducer,
    ConsumerRecord,
    TopicPartition,
)
from aiokafka.errors import (  # type: ignore[import-untyped]
    KafkaError,
    MessageSizeTooLargeError,
    OffsetOutOfRangeError,
    RecordListTooLargeError,
)

from shared.messaging.transport import BusUnreachable, OffsetOutOfRange

__all__ = [
    "ConsumerRecord",
    "TooLarge",
    "TopicPartition",
    "a_consumer",
    "a_producer",
    "close",
    "close_in_background",
    "deadline",
    "force_close",
]

log = structlog.get_logger()

_ANSWER_SECONDS: Final = 10.0
"""How long a call may take: longer than the cluster needs to notice a dead leader and to elect another."""
_STOP_SECONDS: Final = 3.0
_LAST_ATTEMPT_SECONDS: Final = 20.0

_LEAVING: Final[set[asyncio.Task[None]]] = set()
"""Clients on their way out; nobody waits for them."""

# By trial: with the defaults, the loss of one broker stalls everything for ten to twenty seconds.
_TUNED: Final = {"request_timeout_ms": 3000, "metadata_max_age_ms": 3000, "retry_backoff_ms": 50}


class TooLarge(Exception):
    """Brokers do not take a batch of this size."""


class Client(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


C = TypeVar("C", bound=Client)


async def a_producer(servers: str, *, name: str) -> AIOKafkaProducer:
    """A started producer. Raises BusUnreachable."""
    return await _started(
        AIOKafkaProducer(
            bootstrap_servers=servers,
            client_id=name,
            enable_idempotence=True,
            acks="all",
            linger_ms=0,  # batches are made by hand and complete
            max_batch_size=131_072,
            max_request_size=8_388_608,  # no fact is larger than the largest body that is let in
            **_TUNED,
        )
    )


async def a_consumer(servers: str, *, name: str) -> AIOKafkaConsumer:
    """A started consumer without a group: whoever reads says which partitions, and from where. Raises
    BusUnreachable."""
    return await _started(
        AIOKafkaConsumer(
            bootstrap_servers=servers,
            client_id=name,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",  # an offset that is not there is an error and no reason to skip
            fetch_max_wait_ms=500,
            max_partition_fetch_bytes=1_048_576,
            **_TUNED,
        )
    )


async def _started(client: C) -> C:
    try:
        async with deadline():
            await client.start()
    except BaseException:
        await close(client)
        raise
    return client


@contextlib.asynccontextmanager
async def deadline(seconds: float = _ANSWER_SECONDS) -> AsyncIterator[None]:
    """A deadline. Raises BusUnreachable when it passes or the client fails; FactsGone when an offset is no
    longer, or not yet, there; TooLarge."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except OffsetOutOfRangeError as error:
        raise OffsetOutOfRange(str(error)) from error
    except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
        raise TooLarge from error
    except (KafkaError, TimeoutError) as error:
        raise BusUnreachable(type(error).__name__) from error


async def close(client: Any) -> None:
    """Be rid of a client in whatever state it is. It may have nobody left to say goodbye to."""
    # a task of its own: a client that is cut off can end its stop as if we had been cancelled
    stopping = asyncio.ensure_future(client.stop())
    await asyncio.wait({stopping}, timeout=_STOP_SECONDS)
    if stopping.done() and not stopping.cancelled() and stopping.exception() is None:
        return
    log.warning("kafka.not-stopped", client=type(client).__name__)
    stopping.cancel()
    force_close(client)


def close_in_background(client: Any) -> None:
    """Discard it, and wait for nothing."""
    _in_background(close(client))


def force_close(client: Any) -> None:
    """Be rid of a client that cannot be stopped, because it waits for what will not come. It is given a last
    attempt, and nobody waits for that."""
    _in_background(_end(client))


def _in_background(leaving: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(leaving)
    _LEAVING.add(task)
    task.add_done_callback(_LEAVING.discard)


async def _end(client: Any) -> None:
    """End what it has left at work: it would try to deliver for ever, and keep its connections. There is no
    public way to that."""
    client._closed = True
    sender = getattr(client, "_sender", None)
    if sender is not None and sender.sender_task is not None:
        sender.sender_task.cancel()
        await asyncio.wait({sender.sender_task}, timeout=_LAST_ATTEMPT_SECONDS)
    connections = client.client if sender is not None else client._client
    with contextlib.suppress(BusUnreachable):
        async with deadline(_STOP_SECONDS):
            await connections.close()
