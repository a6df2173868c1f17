"""Closes Kafka clients in whatever state they are: aiokafka's own stop() waits for brokers that may be gone.

A client that cannot be stopped is ended through attributes that aiokafka keeps to itself, because it has no
public way: they are used here and nowhere else, and are those of the version below, which a test compares."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

log = structlog.get_logger()

MADE_FOR: Final = "0.14.0"
"""The version of aiokafka whose private attributes are used here."""

_STOP_SECONDS: Final = 3.0
_LAST_ATTEMPT_SECONDS: Final = 20.0

_CLOSING: Final[set[asyncio.Task[None]]] = set()
"""Tasks that nobody waits for; the event loop alone would not keep them."""


async def close(client: Any) -> None:
    """Stop a client, and end it by force where that takes too long."""
    # a task of its own: a client that is cut off can end its stop as if we had been cancelled
    stopping = asyncio.ensure_future(client.stop())
    await asyncio.wait({stopping}, timeout=_STOP_SECONDS)
    if stopping.done() and not stopping.cancelled() and stopping.exception() is None:
        return
    log.warning("kafka.not-stopped", client=type(client).__name__)
    stopping.cancel()
    force_close(client)


def close_in_background(client: Any) -> None:
    """Close a client, and wait for nothing."""
    _in_background(close(client))


def force_close(client: Any) -> None:
    """End a client that cannot be stopped, because it waits for what will not come. It is given a last
    attempt, and nobody waits for that."""
    _in_background(_end(client))


def _in_background(closing: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(closing)
    _CLOSING.add(task)
    task.add_done_callback(_CLOSING.discard)


async def _end(client: Any) -> None:
    """End what a client has left at work: it would try to deliver for ever, and keep its connections."""
    client._closed = True
    sender = getattr(client, "_sender", None)
    if sender is not None and sender.sender_task is not None:
        sender.sender_task.cancel()
        await asyncio.wait({sender.sender_task}, timeout=_LAST_ATTEMPT_SECONDS)
    connections = client.client if sender is not None else client._client
    with contextlib.suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(_STOP_SECONDS):
            await connections.close()
