"""Operators see counts, durations and spans of the graph, without one word of a caller's."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway import graph_endpoint
from tests.gateway.conftest import Gateway, Start
from tests.gateway.federation.test_http import JSON, TEXT, answering, body, sdl
from tests.ports import free_ports

__all__ = ["sdl"]

CANARY = "QQ123456C"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """A deployment with OpenTelemetry's SDK."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(graph_endpoint, "TRACER", provider.get_tracer("a test"))
    yield exporter
    provider.shutdown()


async def metrics(port: int) -> dict[str, float]:
    """Series with their labels, and their values."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    assert CANARY not in text
    series = re.findall(r"^(\w+(?:\{.*\})?) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in series}


async def asked(gateway: Gateway, text: str, **headers: str) -> None:
    await gateway.ask("/graphql", "POST", data=body(text), headers={**JSON, **headers})


async def test_operations_fetches_plans_and_refusals_are_counted(start: Start, sdl: Path) -> None:
    port = free_ports(1)
    gateway = await start(supergraph=sdl, metrics_port=port)
    gateway.services["referrals"].answer = answering(lots=[{"code": "lot-1"}])
    await gateway.services["outcomes"].stop()
    repeated = "{ lots { " + "code " * 30 + "} }"
    for text in (TEXT, TEXT, "{ lots { code claims } }", f"{{ {CANARY} }}", repeated):
        await asked(gateway, text)
    await gateway.ask("/graphql", "POST", data=b"[]", headers=JSON)
    told = await metrics(port)
    for series, count in {
        'dolen_graph_operation_seconds_count{outcome="whole"}': 2,
        'dolen_graph_operation_seconds_count{outcome="partial"}': 1,
        'dolen_graph_operation_seconds_count{outcome="refused"}': 2,
        'dolen_graph_refused_total{code="invalid-operation"}': 1,
        'dolen_graph_refused_total{code="too-many-repeats"}': 1,
        'dolen_graph_refused_total{code="no-batches"}': 1,
        'dolen_graph_fetch_seconds_count{outcome="answered",service="referrals"}': 3,
        'dolen_graph_fetch_seconds_count{outcome="unavailable",service="outcomes"}': 1,
        'dolen_graph_plans_total{how="made"}': 2,
        'dolen_graph_plans_total{how="remembered"}': 1,
        "dolen_graph_drifted": 0,
    }.items():
        assert told[series] == count, series
    assert (await gateway.ask("/metrics")).status == 404, "the gateway's own port does not show them"


async def test_each_fetch_has_a_span_below_that_of_its_operation_and_the_callers(
    start: Start, sdl: Path, spans: InMemorySpanExporter
) -> None:
    gateway = await start(supergraph=sdl)
    gateway.services["referrals"].answer = answering(lots=[{"code": CANARY}])
    await gateway.services["outcomes"].stop()
    await asked(gateway, "{ lots { code claims } }", traceparent=f"00-{TRACE}-{PARENT}-01")
    referrals, outcomes, operation = spans.get_finished_spans()
    assert [each.name for each in (referrals, outcomes, operation)] == [
        "graph.fetch referrals",
        "graph.fetch outcomes",
        "graph.operation",
    ]
    assert _parent(operation) == PARENT
    assert _parent(referrals) == _parent(outcomes) == _id(operation)
    assert {f"{each.context.trace_id:032x}" for each in (referrals, outcomes, operation)} == {TRACE}
    assert outcomes.attributes == {"dolen.service": "outcomes", "dolen.outcome": "unavailable"}
    assert operation.attributes == {"dolen.outcome": "partial"}
    assert not outcomes.status.is_ok
    assert not any(CANARY in each.to_json() for each in (referrals, outcomes, operation))
    told = gateway.services["referrals"].only.headers["traceparent"]
    assert told == f"00-{TRACE}-{_id(referrals)}-01"


async def test_without_an_sdk_a_service_is_handed_the_callers_trace(start: Start, sdl: Path) -> None:
    gateway = await start(supergraph=sdl)
    trace = f"00-{TRACE}-{PARENT}-01"
    await asked(gateway, TEXT, traceparent=trace)
    assert gateway.services["referrals"].only.headers["traceparent"] == trace


def _id(span: ReadableSpan) -> str:
    return f"{span.context.span_id:016x}"


def _parent(span: ReadableSpan) -> str | None:
    return f"{span.parent.span_id:016x}" if span.parent else None
