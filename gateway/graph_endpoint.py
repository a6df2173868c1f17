"""Serves the federated graph at `/graphql`: ties the federation package to admission, tokens and metrics."""

from functools import partial
from pathlib import Path
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import Tracer
from starlette.requests import Request
from starlette.responses import Response

from gateway import budgets
from gateway.admission import Admission
from gateway.federation.engine import Engine
from gateway.federation.execution.transport import RequestContext, Transport
from gateway.federation.http import GraphHttp
from gateway.federation.operation.persisted import PersistedOperations
from gateway.federation.supergraph.join_directives import read
from gateway.federation.tracing import Instrumentation, TracedTransport
from gateway.headers import TRACEPARENT, bearer, forwarded
from gateway.metrics import Metrics
from gateway.routes import GRAPH_ROUTE, served
from shared.auth.caller import NOBODY, Caller
from shared.auth.service_tokens import SERVICE
from shared.auth.token_verifier import TokenVerifier
from shared.contracts.role_policy import ROLES
from shared.refusal import Unavailable
from shared.web import scalars
from shared.web.correlation import CORRELATION
from shared.web.problems import language_of
from shared.web.translations import in_language

PARTNERS: Final = frozenset(ROLES) - {SERVICE}
TRACER: Tracer = trace.get_tracer("dolen.gateway")
_FORWARDED: Final = ("accept-language", "authorization", TRACEPARENT, CORRELATION)
_PLAN_HEADER: Final = "dolen-plan"


def graph_of_files(
    supergraph: Path,
    transport: Transport,
    *,
    persisted: Path | None,
    persisted_only: bool,
    shows_plans: bool,
    metrics: Metrics,
) -> GraphHttp | None:
    """The graph of a composed supergraph; None where there is no file. Raises SupergraphRefused."""
    if not supergraph.exists():
        return None
    instrumentation = Instrumentation(metrics, TRACER, prefix="dolen")
    return GraphHttp(
        Engine(
            read(supergraph.read_text(), scalars.PARSERS),
            TracedTransport(transport, instrumentation),
            on_plan=lambda is_cached: metrics.plan(remembered=is_cached),
        ),
        PersistedOperations.read(persisted, only=persisted_only),
        instrumentation,
        plan_header=_PLAN_HEADER if shows_plans else None,
    )


def is_partner(caller: Caller) -> bool:
    """Whether the caller may introspect: it acts for an organisation in one of our roles, and so builds
    against the graph. Services know what they may ask of one another."""
    return caller.role in PARTNERS and caller.organisation != NOBODY


class GraphEndpoint:
    """The endpoint. `graph` is None until there is a supergraph."""

    def __init__(self, *, admission: Admission, tokens: TokenVerifier, graph: GraphHttp | None) -> None:
        self._admission, self._tokens, self._graph = admission, tokens, graph

    async def answer(self, request: Request, *, deadline: float) -> Response:
        """Answer a request until the event loop's time is `deadline`.

        Raises what Admission raises, TooManyRequests where the operation costs more than is left of the
        client's budget, and Unavailable where there is no graph."""
        body = await self._admission.read_body(request, GRAPH_ROUTE, deadline=deadline)
        if self._graph is None:
            raise Unavailable
        headers = request.headers
        caller = await self._tokens.verify(bearer(headers))
        received, budget = forwarded(headers), budgets.of_request(request.scope)

        def charge(cost: int) -> None:
            """Charge what an operation costs above the unit that every request costs."""
            if (units := budgets.graph_units(cost) - 1) > 0:
                budget.take_client(caller, "graph", units)

        context = RequestContext(
            deadline,
            {name: received[name] for name in _FORWARDED if name in received},
            partial(in_language, language=language_of(request)),
            charge=charge,
        )
        if served(request.method) == "GET":
            return await self._graph.get(
                request.query_params, headers, context, may_introspect=is_partner(caller)
            )
        return await self._graph.post(body, headers, context, may_introspect=is_partner(caller))
