"""Reads the state of a cluster's partitions from one of its brokers."""

from collections.abc import Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]


async def partitions(servers: str, topics: Sequence[str]) -> list[dict[str, Any]]:
    """Each partition's leader (-1 for none), replicas and those of them that are in step; nothing while no
    broker answers."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=3000)
    try:
        await admin.start()
        described = await admin.describe_topics(list(topics))
    except (KafkaError, OSError, TimeoutError):
        return []
    finally:
        await admin.close()
    return [partition for topic in described for partition in topic["partitions"]]
