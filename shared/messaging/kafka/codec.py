"""Encodes envelopes as Kafka records and decodes them: CloudEvents' binary mode, attributes as `ce_` headers
and the data alone as the value."""

from typing import Any
from uuid import UUID

import orjson

from shared.messaging.envelope import Delivered, Envelope
from shared.messaging.kafka.connections import ConsumerRecord

_FIXED = [("ce_specversion", b"1.0"), ("content-type", b"application/json")]
_OWN = frozenset({"specversion", "id", "type", "subject", "partitionkey", "aggversion"})
"""The attributes that an envelope has fields for; all others are in its `headers`."""


def encode(envelope: Envelope) -> dict[str, Any]:
    """Return the key, value and headers of an envelope's record."""
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
    """Return the envelope in a record, at its place. `topic` is our name of the topic, without prefix."""
    attributes = {name[3:]: value.decode() for name, value in record.headers if name.startswith("ce_")}
    envelope = Envelope(
        id=UUID(attributes["id"]),
        type=attributes["type"],
        topic=topic,
        key=UUID(attributes["partitionkey"]),
        aggversion=int(attributes["aggversion"]),
        headers=orjson.dumps({name: value for name, value in attributes.items() if name not in _OWN}),
        data=record.value,
    )
    return Delivered(envelope, partition=record.partition, offset=record.offset)
