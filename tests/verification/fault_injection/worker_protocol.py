"""What a worker process is told at its start, and how it and the harness speak afterwards: a line of JSON
each way."""

import sys
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import orjson

from tests.verification.fault_injection.routes import Lane

Role = Literal["producer", "relay", "consumer"]


@dataclass(frozen=True, slots=True)
class Orders:
    """`facts` is how many a producer has to have acknowledged in the end; `url` is its database's."""

    role: Role
    name: str
    url: str
    lane: Lane
    seed: int
    ledger: str = ""
    counters: int = 0

    def written(self) -> str:
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def read(cls, text: str) -> Self:
        said = orjson.loads(text)
        return cls(**{**said, "lane": Lane(**said["lane"])})


def tell(**said: Any) -> None:
    """Say something to the harness."""
    sys.stdout.buffer.write(orjson.dumps(said, default=str) + b"\n")
    sys.stdout.buffer.flush()
