"""What the engine needs of whatever carries its requests, and how a service that does not answer is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gateway.federation.supergraph import Graph


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


class Transport(Protocol):
    async def send(self, graph: Graph, body: bytes, call: Call, *, repeatable: bool) -> bytes:
        """The JSON of a service's answer. Only what is `repeatable` may be sent again.

        Raises ServiceFailed."""
        ...
