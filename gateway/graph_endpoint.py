"""Where the graph stands in the gateway: behind the door like everything else, at `/graphql`."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.admission import Admission
from gateway.federation.engine import Engine
from gateway.federation.http import GraphHttp
from gateway.federation.operation.persisted import Persisted
from gateway.federation.supergraph.join_directives import read
from gateway.federation.tracing import TracedTransport
from gateway.federation.transport.protocol import Call, Transport
from gateway.headers import CORRELATION, TRACEPARENT, bearer, handed_on
from gateway.metrics import Metrics
from gateway.routes import KIB, Route
from shared.auth.caller import NOBODY, Caller
from shared.auth.service_tokens import SERVICE
from shared.auth.token_verifier import TokenVerifier
from shared.contracts.role_policy import ROLES
from shared.refusal import Unavailable
from shared.web.problems import language_of

ROUTE: Final = Route(
    "/graphql",
    "graph",
    methods=("GET", "POST"),
    and_below=False,
    media_types=("application/json",),
    largest_body=256 * KIB,
)
_HANDED_ON: Final = ("accept-language", "authorization", TRACEPARENT, CORRELATION)


def of_files(
    supergraph: Path,
    transport: Transport,
    *,
    persisted: Path | None,
    persisted_only: bool,
    shows_plans: bool,
    meters: Metrics,
) -> GraphHttp | None:
    """The graph of a composed supergraph; None where there is none yet. Raises SupergraphRefused."""
    if not supergraph.exists():
        return None
    return GraphHttp(
        Engine(
            read(supergraph.read_text()),
            TracedTransport(transport, meters),
            planned=lambda remembered: meters.plan(remembered=remembered),
        ),
        Persisted.read(persisted, only=persisted_only),
        may_introspect=is_partner,
        meters=meters,
        shows_plans=shows_plans,
    )


def is_partner(caller: Caller) -> bool:
    """Whether the caller speaks for an organisation that was let in, in a role that is one of ours: those who
    build against the graph. Services know what they may ask of one another."""
    return caller.role in ROLES and caller.role != SERVICE and caller.organisation != NOBODY


class GraphEndpoint:
    """`graph` is None until there is a supergraph."""

    def __init__(self, *, door: Admission, tokens: TokenVerifier, graph: GraphHttp | None) -> None:
        self._door, self._tokens, self._graph = door, tokens, graph

    async def answer(self, request: Request, *, by: float) -> Response:
        """What the graph says until the event loop's time is `by`. Raises what the door raises, and
        Unavailable where there is no graph."""
        body = await self._door.read_body(request, ROUTE, by=by)
        if self._graph is None:
            raise Unavailable
        headers = request.headers
        caller = await self._tokens.verify(bearer(headers))
        told = handed_on(headers)
        handed: dict[str, str] = {name: told[name] for name in _HANDED_ON if name in told}
        call = Call(by, handed, language_of(request))
        if request.method == "GET":
            return await self._graph.get(request.query_params, headers, caller, call)
        return await self._graph.post(body, headers, caller, call)
