"""What is told of an operation and of each of its fetches: a span, how it ended and how long it took. Without
OpenTelemetry's SDK spans are nothing, and cost next to nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gateway.federation.supergraph.supergraph import Graph
from gateway.federation.transport.protocol import Call, ServiceFailed, Transport
from gateway.headers import TRACEPARENT
from gateway.metrics import ANSWERED, REFUSED, Metrics

_tracer: Final = trace.get_tracer("dolen.gateway")
_propagator: Final = TraceContextTextMapPropagator()
_GIVEN_UP: Final = "given-up"


def _is_told() -> bool:
    """Whether a deployment has brought an SDK that spans go to."""
    return not (
        isinstance(_tracer, trace.ProxyTracer)
        and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
    )


@dataclass(slots=True)
class Outcome:
    """Of an operation or a fetch: to be said before it ends."""

    word: str
    failed: bool = True

    def of(self, word: str, *, failed: bool) -> None:
        self.word, self.failed = word, failed


@contextmanager
def operation(meters: Metrics, call: Call) -> Iterator[tuple[Call, Outcome]]:
    """Around an operation: the call as it goes on from here, and the outcome to be said."""
    span: Span = trace.INVALID_SPAN
    if _is_told():
        caller = _propagator.extract(call.headers) if TRACEPARENT in call.headers else Context()
        span = _tracer.start_span("graph.operation", context=caller, kind=SpanKind.SERVER)
    outcome, began = Outcome(REFUSED), perf_counter()
    try:
        yield _within(call, span), outcome
    finally:
        meters.operation(outcome.word, perf_counter() - began)
        _end(span, outcome)


class TracedTransport:
    """A transport of which each fetch is told."""

    def __init__(self, transport: Transport, meters: Metrics) -> None:
        self._transport, self._meters = transport, meters

    async def send(self, graph: Graph, body: bytes, call: Call, *, repeatable: bool) -> bytes:
        span: Span = trace.INVALID_SPAN
        if _is_told():
            span = _tracer.start_span(f"graph.fetch {graph.name}", context=call.trace, kind=SpanKind.CLIENT)
        outcome, began = Outcome(_GIVEN_UP), perf_counter()
        try:
            answer = await self._transport.send(graph, body, _within(call, span), repeatable=repeatable)
            outcome.of(ANSWERED, failed=False)
            return answer
        except ServiceFailed as failed:
            outcome.of(failed.code, failed=True)
            raise
        finally:
            self._meters.fetch(graph.name, outcome.word, perf_counter() - began)
            _end(span, outcome, service=graph.name)


def _within(call: Call, span: Span) -> Call:
    """What the span's own fetches go out with: services are told that it is the one they work for."""
    if not span.is_recording():
        return call
    context, told = trace.set_span_in_context(span, Context()), dict(call.headers)
    _propagator.inject(told, context)
    told.pop("tracestate", None)
    return replace(call, headers=told, trace=context)


def _end(span: Span, outcome: Outcome, **more: str) -> None:
    if not span.is_recording():
        return
    for name, value in {"outcome": outcome.word, **more}.items():
        span.set_attribute(f"dolen.{name}", value)
    if outcome.failed:
        span.set_status(StatusCode.ERROR, outcome.word)
    span.end()
