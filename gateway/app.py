"""Puts the gateway together: wiring only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.routing import Router
from starlette.types import ASGIApp

from gateway import graph_endpoint, public_pages
from gateway.admission import Admission
from gateway.dispatcher import Dispatcher
from gateway.federation.transport.http import HttpTransport
from gateway.graph_endpoint import GraphEndpoint
from gateway.metrics import Metrics
from gateway.middleware import ResponseHeadersMiddleware
from gateway.openapi import Contract
from gateway.schema_drift import SchemaDrift, marks
from gateway.settings import GatewaySettings
from gateway.upstream import Upstreams
from shared.auth.token_verifier import TokenVerifier
from shared.contracts.role_policy import ROLES
from shared.runtime import server
from shared.runtime.telemetry import AccessLog


def build(settings: GatewaySettings) -> ASGIApp:
    """The ASGI application; its lifespan holds the connections to the services."""
    peers = Upstreams(settings.peers, connect_seconds=settings.connect_seconds)
    contract = Contract(peers, fresh_seconds=settings.contract_seconds)
    tokens = TokenVerifier(
        issuer=settings.issuer,
        audience=settings.audience,
        roles=ROLES,
        jwks=settings.jwks,
        service_jwks=settings.service_jwks,
    )
    door = Admission(tokens)
    transport = HttpTransport(
        {service: f"{address.rstrip('/')}/graphql" for service, address in settings.peers.items()},
        connect_seconds=settings.connect_seconds,
        fetch_seconds=settings.fetch_seconds,
    )
    meters = Metrics()
    graph = graph_endpoint.of_files(
        settings.supergraph,
        transport,
        persisted=settings.persisted_operations,
        persisted_only=settings.persisted_only,
        shows_plans=settings.in_development,
        meters=meters,
    )
    drift = SchemaDrift(_composed_from(settings), peers, every_seconds=settings.drift_seconds)
    meters.drifted(lambda: len(drift.drifted))
    front = Dispatcher(
        door=door,
        peers=peers,
        pages=public_pages.of(
            peers=peers, contract=contract, drift=drift, in_development=settings.in_development
        ),
        graph=GraphEndpoint(door=door, tokens=tokens, graph=graph),
        settings=settings,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        peers.open()
        watching = asyncio.create_task(drift.watch())
        hide = meters.expose(settings.listen_host, settings.metrics_port) if settings.metrics_port else None
        try:
            yield
        finally:
            if hide is not None:
                await asyncio.to_thread(hide)
            drift.stop()
            await watching
            await transport.close()
            await peers.close()

    # a router without routes: it speaks the lifespan protocol and hands on everything else
    return Router(
        default=ResponseHeadersMiddleware(AccessLog(front)), lifespan=lifespan, redirect_slashes=False
    )


def _composed_from(settings: GatewaySettings) -> dict[str, str]:
    if not settings.supergraph.exists():
        return {}
    known = marks(settings.supergraph.read_text())
    return {name: known[name] for name in settings.peers if name in known}


def serve() -> None:
    """Serve the gateway until told to stop. Blocking."""
    settings = GatewaySettings()
    server.serve(build(settings), settings, process="gateway")
