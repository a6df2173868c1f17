"""What the engine needs of whatever carries its requests, and how a service that does not answer is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from opentelemetry.context import Context

from gateway.federation.supergraph.supergraph import Graph


class ServiceFailed(Exception):
    """A service gave no answer that is one. `code` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Call:
    """What every request for one operation shares."""

    by: float
    """The time of the event loop until which all has to be done."""
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    """Of errors."""
    trace: Context | None = None
    """What it is part of, where spans are recorded."""


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON as it is answered, and whether it tells of errors."""

    body: bytes
    is_whole: bool


class Transport(Protocol):
    async def send(self, graph: Graph, body: bytes, call: Call, *, repeatable: bool) -> bytes:
        """The JSON of a service's answer. Only what is `repeatable` may be sent again.

        Raises ServiceFailed."""
        ...
