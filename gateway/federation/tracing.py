"""Instruments operations and their fetches with OpenTelemetry spans and with metrics of outcome and duration.

Without OpenTelemetry's SDK no span is recorded, at next to no cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final, Protocol

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gateway.federation.execution.transport import RequestContext, SubgraphFailed, Transport
from gateway.federation.supergraph.supergraph import Graph

WHOLE: Final = "whole"
PARTIAL: Final = "partial"
"""The response has errors."""
REFUSED: Final = "refused"
ANSWERED: Final = "answered"
GIVEN_UP: Final = "given-up"

_propagator: Final = TraceContextTextMapPropagator()
_TRACEPARENT: Final = "traceparent"


class Metrics(Protocol):
    """Receives counts and durations. No argument has a value that callers choose."""

    def operation(self, outcome: str, seconds: float) -> None:
        """An operation ended as WHOLE, PARTIAL or REFUSED."""

    def refused(self, code: str) -> None:
        """A request was refused before any subgraph was asked."""

    def fetch(self, service: str, outcome: str, seconds: float) -> None:
        """A subgraph request ended as ANSWERED, as GIVEN_UP, or with the code of its failure."""


@dataclass(slots=True)
class Outcome:
    """How an operation or a fetch ended; set it before it does."""

    word: str
    failed: bool = True

    def set(self, word: str, *, failed: bool) -> None:
        self.word, self.failed = word, failed


class Instrumentation:
    """Spans from `tracer`, whose attributes begin with `prefix`, and the `metrics` beside them."""

    def __init__(self, metrics: Metrics, tracer: Tracer, *, prefix: str) -> None:
        self.metrics = metrics
        self.tracer, self._prefix = tracer, prefix

    @contextmanager
    def operation(self, context: RequestContext) -> Iterator[tuple[RequestContext, Outcome]]:
        """Instrument an operation: yields the context for its fetches and the outcome to be set."""
        span: Span = trace.INVALID_SPAN
        if self.records_spans():
            headers = context.headers
            parent = _propagator.extract(headers) if _TRACEPARENT in headers else Context()
            span = self.tracer.start_span("graph.operation", context=parent, kind=SpanKind.SERVER)
        outcome, began = Outcome(REFUSED), perf_counter()
        try:
            yield _below(context, span), outcome
        finally:
            self.metrics.operation(outcome.word, perf_counter() - began)
            self.end(span, outcome)

    def records_spans(self) -> bool:
        """Whether the deployment has installed an SDK that receives spans."""
        return not (
            isinstance(self.tracer, trace.ProxyTracer)
            and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
        )

    def end(self, span: Span, outcome: Outcome, **attributes: str) -> None:
        """End a span with an outcome and further attributes."""
        if not span.is_recording():
            return
        for name, value in {"outcome": outcome.word, **attributes}.items():
            span.set_attribute(f"{self._prefix}.{name}", value)
        if outcome.failed:
            span.set_status(StatusCode.ERROR, outcome.word)
        span.end()


class TracedTransport:
    """A transport that instruments each of its requests."""

    def __init__(self, transport: Transport, instrumentation: Instrumentation) -> None:
        self._transport, self._instrumentation = transport, instrumentation

    async def send(self, graph: Graph, body: bytes, context: RequestContext, *, repeatable: bool) -> bytes:
        instrumentation = self._instrumentation
        span: Span = trace.INVALID_SPAN
        if instrumentation.records_spans():
            span = instrumentation.tracer.start_span(
                f"graph.fetch {graph.name}", context=context.trace, kind=SpanKind.CLIENT
            )
        outcome, began = Outcome(GIVEN_UP), perf_counter()
        try:
            response = await self._transport.send(graph, body, _below(context, span), repeatable=repeatable)
            outcome.set(ANSWERED, failed=False)
            return response
        except SubgraphFailed as failure:
            outcome.set(failure.code, failed=True)
            raise
        finally:
            instrumentation.metrics.fetch(graph.name, outcome.word, perf_counter() - began)
            instrumentation.end(span, outcome, service=graph.name)


def _below(context: RequestContext, span: Span) -> RequestContext:
    """The context of requests made inside a span: their `traceparent` names the span."""
    if not span.is_recording():
        return context
    trace_context, headers = trace.set_span_in_context(span, Context()), dict(context.headers)
    _propagator.inject(headers, trace_context)
    headers.pop("tracestate", None)
    return replace(context, headers=headers, trace=trace_context)
