"""Declares the port through which a query plan's requests reach the subgraphs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from opentelemetry.context import Context

from gateway.federation.error_messages import Translate, in_english
from gateway.federation.supergraph.supergraph import Graph


class SubgraphFailed(Exception):
    """A subgraph gave no usable response. `code` is one of `error_messages`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What every subgraph request for one operation shares."""

    deadline: float
    """The event loop's time until which the response has to be complete."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent to every subgraph."""
    translate: Translate = in_english
    """Puts error messages into the caller's language."""
    trace: Context | None = None
    """The parent of new spans, where spans are recorded."""
    charge: Callable[[int], None] = lambda _cost: None
    """Charges the caller for what an operation costs, before a subgraph is asked. What it raises ends the
    request."""


class Transport(Protocol):
    async def send(self, graph: Graph, body: bytes, context: RequestContext, *, repeatable: bool) -> bytes:
        """Post a GraphQL request and return the JSON of the response. Only a `repeatable` request may be sent
        a second time.

        Raises SubgraphFailed."""
        ...
