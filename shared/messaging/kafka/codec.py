"""How a fact is written in Kafka: CloudEvents' binary mode, attributes as `ce_` headers and the data alone
as the value."""

from typing import Any
from uuid import UUID

import orjson

from shared.messaging.envelope import Delivered, Envelope
from shared.messaging.kafka.connections import ConsumerRecord

_FIXED = [("ce_specversion", b"1.0"), ("content-type", b"application/json")]
_OWN = frozenset({"specversion", "id", "type", "subject", "partitionkey", "aggversion"})
"""The attributes that an envelope has fields for; all others are in its `headers`."""


def encode(envelope: Envelope) -> dict[str, Any]:
    """Key, value and headers of its record."""
    key = str(envelope.key).encode()
    attributes: dict[str, str] = orjson.loads(envelope.headers)
    return {
        "key": key,
        "value": envelope.data,
        "headers": [
            *_FIXED,
            ("ce_id", str(envelope.id).encode()),
            ("ce_type", envelope.type.encode()),
            ("ce_subject", key),
            ("ce_partitionkey", key),
            ("ce_aggversion", str(envelope.aggversion).encode()),
            *((f"ce_{name}", value.encode()) for name, value in attributes.items()),
        ],
    }


def decode(record: ConsumerRecord, topic: str) -> Delivered:
    """What stands in a record of `topic`, which may go by a longer name in the cluster."""
    said = {name[3:]: value.decode() for name, value in record.headers if name.startswith("ce_")}
    envelope = Envelope(
        id=UUID(said["id"]),
        type=said["type"],
        topic=topic,
        key=UUID(said["partitionkey"]),
        aggversion=int(said["aggversion"]),
        headers=orjson.dumps({name: value for name, value in said.items() if name not in _OWN}),
        data=record.value,
    )
    return Delivered(envelope, partition=record.partition, offset=record.offset)
