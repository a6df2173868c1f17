"""Reads the gateway's settings from the environment: addresses, deadlines, budgets, files."""

from pathlib import Path
from typing import Self

from pydantic import PositiveInt, model_validator

from gateway.routes import SERVICES, TOKEN_ROUTE
from shared.settings import Settings


class GatewaySettings(Settings):
    """Raises pydantic.ValidationError when the address of a service is missing."""

    connect_seconds: float = 0.5
    """How long a connection to a service may take: services are near, so that a longer wait means there is
    none."""
    deadline_seconds: float = 10.0
    """From a request's first byte to its answer, everything included."""
    intake_deadline_seconds: float = 25.0
    """The same for `/v1/events`: a thousand events are one upload and one transaction, and a slow connection
    needs most of it for 5 MB. Below the 30 s that clients commonly wait, so that they get a problem from us
    rather than give up without knowing."""
    fetch_seconds: float = 3.0
    """How long a service may take to answer its part of a graph query."""
    budget_seconds: PositiveInt = 60
    """The window of every budget: a burst of the whole budget is allowed, and it fills up again evenly within
    that time. Each gateway process counts for itself: several divide the budgets by their number."""
    address_budget: PositiveInt = 6_000
    """Requests of one address in the window, whoever sends them and whatever for."""
    failed_token_cost: PositiveInt = 50
    """What a request costs its address besides when its token is refused (401): guessing ends after a hundred
    and goes on at two a second."""
    read_budget: PositiveInt = 3_000
    """Requests by GET of one client, which is one subject of one organisation, and what its operations on the
    graph cost."""
    write_budget: PositiveInt = 3_000
    """Requests of one client that change something."""
    intake_budget: PositiveInt = 64 * 1024
    """KiB of events of one organisation, whichever of its clients post them: a system that sends its history
    of years gets it in within minutes."""
    supergraph: Path = Path(__file__).parent / "supergraph.graphql"
    """The composed schema of the graph; `/graphql` is not available while there is none."""
    persisted_operations: Path | None = None
    """A file of persisted graph operations: JSON, a list of texts or an object with them as values."""
    persisted_only: bool = False
    """Whether only persisted operations are answered."""
    cors_origins: tuple[str, ...] = ()
    """Origins whose pages may call from a browser, such as `https://dashboard.example.org`."""
    token_url: str = ""
    """Where a system gets its access token (RFC 6749, 4.4), as the contract says; that of a Keycloak realm,
    which the issuer then is, where none is given."""
    token_upstream: str = ""
    """The base address of the development issuer, which then answers `POST /token`; in development only."""
    metrics_port: int = 0
    """The port of `/metrics` for Prometheus, never the gateway's own; 0 for none."""
    drift_seconds: float = 60.0
    """How often the services' schemas are compared with those that the graph was composed from."""
    contract_seconds: float = 15.0
    """How old the merged OpenAPI document may be before the services are asked whether theirs changed."""

    @property
    def token_endpoint(self) -> str:
        """The address of the token endpoint: our own where the development issuer stands behind it."""
        if self.token_upstream:
            return TOKEN_ROUTE.path
        return self.token_url or f"{self.issuer.rstrip('/')}/protocol/openid-connect/token"

    @model_validator(mode="after")
    def _only_development_issues_tokens_itself(self) -> Self:
        if self.token_upstream and not self.in_development:
            raise ValueError("DOLEN_TOKEN_UPSTREAM is for development: elsewhere an identity provider issues")
        return self

    @model_validator(mode="after")
    def _every_service_has_an_address(self) -> Self:
        missing = [service for service in SERVICES if service not in self.peers]
        if missing:
            raise ValueError(f"DOLEN_PEERS has no address for {', '.join(missing)}")
        return self
