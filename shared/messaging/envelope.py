"""The envelope around a fact: CloudEvents 1.0 with extensions by which loss, duplication and reordering
show."""

import zlib
from typing import Any, NamedTuple
from uuid import UUID

import orjson

PARTITIONS = 12
"""How many partitions every topic has, fixed up front: a key never moves between partitions."""


class Envelope(NamedTuple):
    """One announced fact; a tuple, because one is made at every step of the way. `aggversion` counts
    1, 2, 3 … per key without gaps; `headers` holds the remaining CloudEvents attributes (source, time,
    recordedat, correlationid, causationid, traceparent)."""

    id: UUID
    type: str
    topic: str
    key: UUID
    aggversion: int
    headers: bytes
    data: bytes

    @property
    def partition(self) -> int:
        return partition_of(self.key)

    def cloudevent(self) -> dict[str, Any]:
        """Return the event in CloudEvents' structured JSON form."""
        return {
            "specversion": "1.0",
            "id": str(self.id),
            "type": self.type,
            "subject": str(self.key),
            "partitionkey": str(self.key),
            "aggversion": self.aggversion,
            "datacontenttype": "application/json",
            **orjson.loads(self.headers),
            "data": orjson.loads(self.data),
        }


class Delivered(NamedTuple):
    """An envelope at its place in a partition. Offsets are dense: 0, 1, 2 …"""

    envelope: Envelope
    partition: int
    offset: int


def partition_of(key: UUID) -> int:
    """Return the partition of a key, 0 to 11: its CRC-32, modulo the number of partitions."""
    return zlib.crc32(key.bytes) % PARTITIONS
