"""Wires the gateway together."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from starlette.routing import Router
from starlette.types import ASGIApp

from gateway import cross_origin, graph_endpoint, public_pages, referral_link_page
from gateway.admission import Admission
from gateway.budgets import Budgets
from gateway.dispatcher import Dispatcher
from gateway.federation.transport.http import HttpTransport
from gateway.graph_endpoint import GraphEndpoint
from gateway.metrics import Metrics
from gateway.middleware import ResponseHeadersMiddleware
from gateway.openapi import Contract
from gateway.readiness import Readiness
from gateway.routes import TOKEN_ROUTE
from gateway.schema_drift import SchemaDrift, fingerprints
from gateway.settings import GatewaySettings
from gateway.token_endpoint import TokenEndpoint
from gateway.upstream import Upstreams
from shared.auth.trusted_issuers import token_verifier
from shared.contracts.role_policy import ROLES
from shared.runtime import server
from shared.runtime.telemetry import AccessLog


def build(settings: GatewaySettings, *, clock: Callable[[], float] = time.monotonic) -> ASGIApp:
    """Build the ASGI application. Its lifespan holds the connections to the services; `clock`, in seconds, is
    that of budgets and readiness."""
    issuer = {TOKEN_ROUTE.service: settings.token_upstream} if settings.token_upstream else {}
    upstreams = Upstreams(settings.peers | issuer, connect_seconds=settings.connect_seconds)
    contract = Contract(upstreams, token_url=settings.token_endpoint, fresh_seconds=settings.contract_seconds)
    tokens = token_verifier(settings, ROLES)
    admission = Admission(tokens)
    transport = HttpTransport(
        {service: f"{address.rstrip('/')}/graphql" for service, address in settings.peers.items()},
        connect_seconds=settings.connect_seconds,
        fetch_seconds=settings.fetch_seconds,
    )
    metrics = Metrics()
    graph = graph_endpoint.graph_of_files(
        settings.supergraph,
        transport,
        persisted=settings.persisted_operations,
        persisted_only=settings.persisted_only,
        shows_plans=settings.in_development,
        metrics=metrics,
    )
    drift = SchemaDrift(_composed_from(settings), upstreams, every_seconds=settings.drift_seconds)
    metrics.drifted(lambda: len(drift.drifted))
    dispatcher = Dispatcher(
        admission=admission,
        upstreams=upstreams,
        pages=public_pages.all_pages(
            readiness=Readiness(upstreams, clock),
            contract=contract,
            drift=drift,
            links=referral_link_page.page(upstreams, settings),
            in_development=settings.in_development,
        ),
        graph=GraphEndpoint(admission=admission, tokens=tokens, graph=graph),
        token=TokenEndpoint(upstreams) if issuer else None,
        settings=settings,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        upstreams.open()
        watch = asyncio.create_task(drift.watch())
        stop_metrics = (
            metrics.expose(settings.listen_host, settings.metrics_port) if settings.metrics_port else None
        )
        try:
            yield
        finally:
            if stop_metrics is not None:
                await asyncio.to_thread(stop_metrics)
            drift.stop()
            await watch
            await transport.close()
            await upstreams.close()

    # a router without routes: it speaks the lifespan protocol and hands on everything else
    return Router(
        default=cross_origin.shared_with(
            settings.cors_origins,
            ResponseHeadersMiddleware(AccessLog(dispatcher), Budgets.of(settings, clock)),
        ),
        lifespan=lifespan,
        redirect_slashes=False,
    )


def _composed_from(settings: GatewaySettings) -> dict[str, str]:
    if not settings.supergraph.exists():
        return {}
    composed = fingerprints(settings.supergraph.read_text())
    return {name: composed[name] for name in settings.peers if name in composed}


def serve() -> None:
    """Serve the gateway until told to stop. Blocking."""
    settings = GatewaySettings()
    server.serve(build(settings), settings, process="gateway")
