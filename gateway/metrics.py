"""Counts and times the graph for Prometheus. No label has a value that callers choose."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from gateway.federation.tracing import PARTIAL, REFUSED, WHOLE
from shared import security_events

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The metrics of one gateway. Series are kept: finding one by its labels costs more than counting."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(security_events.COUNTER)
        self._operations = Histogram(
            "dolen_graph_operation_seconds",
            "Operations by outcome: whole, partial (with errors) or refused.",
            ["outcome"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._refusals = Counter(
            "dolen_graph_refused",
            "Operations that were refused before a service was asked, by the code of the error.",
            ["code"],
            registry=self.registry,
        )
        self._fetches = Histogram(
            "dolen_graph_fetch_seconds",
            "What services were asked, by outcome: answered, or the code of the error.",
            ["service", "outcome"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._plans = Counter(
            "dolen_graph_plans",
            "Plans that operations were answered by: remembered, or made for them.",
            ["how"],
            registry=self.registry,
        )
        self._drift = Gauge(
            "dolen_graph_drifted",
            "Services whose schema is not the one that the graph was composed from.",
            registry=self.registry,
        )
        self._outcomes = {each: self._operations.labels(each) for each in (WHOLE, PARTIAL, REFUSED)}
        self._remembered, self._made = (self._plans.labels(each) for each in ("remembered", "made"))
        self._fetch_series: dict[tuple[str, str], Histogram] = {}

    def operation(self, outcome: str, seconds: float) -> None:
        """An operation ended as WHOLE, PARTIAL or REFUSED."""
        self._outcomes[outcome].observe(seconds)

    def refused(self, code: str) -> None:
        """A request was refused before a service was asked."""
        self._refusals.labels(code).inc()

    def fetch(self, service: str, outcome: str, seconds: float) -> None:
        """A request to a service ended."""
        key = service, outcome
        series = self._fetch_series.get(key)
        if series is None:
            series = self._fetch_series[key] = self._fetches.labels(*key)
        series.observe(seconds)

    def plan(self, *, remembered: bool) -> None:
        """An operation was answered by a cached plan or by a new one."""
        (self._remembered if remembered else self._made).inc()

    def drifted(self, count: Callable[[], float]) -> None:
        """Register the source of the number of services with another schema."""
        self._drift.set_function(count)

    def expose(self, host: str, port: int) -> Callable[[], None]:
        """Serve `/metrics` on a port of its own: it is for operators, and the gateway's port is open to
        everybody. Returns a function that stops it."""
        server, thread = start_http_server(port, addr=host, registry=self.registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end
