"""Declares the topics that the contracts name; a topic that is not declared does not exist."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # type: ignore[import-untyped]
from aiokafka.errors import for_code  # type: ignore[import-untyped]

from shared.contracts.publish import facts
from shared.messaging.envelope import PARTITIONS
from shared.messaging.kafka.security import KafkaSecurity, options_of

REPLICAS: Final = 3
_ALREADY_EXISTS: Final = 36
_WITHIN: Final = 30.0
_SETTINGS: Final = {
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "false",
    # read models are rebuilt from the first fact on
    "retention.ms": "-1",
    "cleanup.policy": "delete",
    # the largest body that is let in, and room for the attributes
    "max.message.bytes": "8388608",
}


class TopicsDiffer(Exception):
    """A topic is there, but not as declared; the message says which and how."""


def declared() -> list[str]:
    """The topics of the contracts."""
    return sorted({fact.topic for fact in facts().values()})


async def declare(
    servers: str,
    topics: Iterable[str],
    security: KafkaSecurity | None = None,
    *,
    replicas: int = REPLICAS,
) -> None:
    """Make the topics that are not there yet. Without `security`, brokers are spoken to in the clear.

    Raises TopicsDiffer: the number of partitions is never changed, because keys would move
    (docs/decisions/0003); KafkaError or TimeoutError when the cluster does not do it."""
    wanted = list(topics)
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=10_000, **options_of(security))
    try:
        await admin.start()
        answer = await admin.create_topics(
            [NewTopic(name, PARTITIONS, replicas, topic_configs=_SETTINGS) for name in wanted]
        )
        for name, code, *_ in answer.topic_errors:
            if code not in (0, _ALREADY_EXISTS):
                raise for_code(code)(name)
        async with asyncio.timeout(_WITHIN):
            # whoever made them knows of them first, the other brokers a moment later
            while not all(_is_there(one) for one in await admin.describe_topics(wanted)):
                await asyncio.sleep(0.05)
    finally:
        await admin.close()


def _is_there(described: dict[str, Any]) -> bool:
    """Whether a topic is there as declared, and has somebody to lead each partition. Raises TopicsDiffer."""
    partitions = described["partitions"]
    if described["error_code"] or any(partition["leader"] < 0 for partition in partitions):
        return False
    if len(partitions) != PARTITIONS:
        raise TopicsDiffer(f"{described['topic']} has {len(partitions)} partitions and not {PARTITIONS}")
    return True
