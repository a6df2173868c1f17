"""Starts Kafka clients with settings that recover fast, and sets a deadline to every call that can hang."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final, Protocol, TypeVar

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

from shared.messaging.kafka.closing import close
from shared.messaging.kafka.security import KafkaSecurity, options_of
from shared.messaging.transport import BusUnreachable, OffsetOutOfRange

__all__ = [
    "ConsumerRecord",
    "TooLarge",
    "TopicPartition",
    "deadline",
    "start_consumer",
    "start_producer",
]

_ANSWER_SECONDS: Final = 10.0
"""How long a call may take: longer than the cluster needs to notice a dead leader and to elect another."""

# By trial: with the defaults, the loss of one broker stalls everything for ten to twenty seconds.
_TUNED: Final = {"request_timeout_ms": 3000, "metadata_max_age_ms": 3000, "retry_backoff_ms": 50}


class TooLarge(Exception):
    """Brokers refused a batch for its size."""


class Client(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


C = TypeVar("C", bound=Client)


async def start_producer(
    servers: str, *, name: str, security: KafkaSecurity | None = None
) -> AIOKafkaProducer:
    """Start an idempotent producer. Raises BusUnreachable."""
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
            **options_of(security),
        )
    )


async def start_consumer(
    servers: str, *, name: str, security: KafkaSecurity | None = None
) -> AIOKafkaConsumer:
    """Start a consumer without a group: whoever reads says which partitions, and from where. Raises
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
            **options_of(security),
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
    """Allow a call so many seconds. Raises BusUnreachable when they pass or the client fails,
    OffsetOutOfRange when an offset is no longer, or not yet, there, and TooLarge."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except OffsetOutOfRangeError as error:
        raise OffsetOutOfRange(str(error)) from error
    except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
        raise TooLarge from error
    except (KafkaError, TimeoutError) as error:
        raise BusUnreachable(type(error).__name__) from error
