"""The contract that the gateway makes of the services' own documents, without any of them running."""

from functools import cache
from typing import Any

from gateway.openapi.merge import merged
from shared.settings import ServiceSettings
from tests.security.routes import SERVICES


@cache
def contract() -> dict[str, Any]:
    """The merged document. Treat it as read-only."""
    nowhere = "postgresql://nowhere"
    settings = ServiceSettings(
        environment="development",
        issuer="nobody",
        jwks="nowhere",
        service_jwks=dict.fromkeys(SERVICES, "nowhere"),
        database_url=nowhere,
        bus_url=nowhere,
    )
    return merged(
        {name: service.app(settings).openapi() for name, service in SERVICES.items()}, token_url="/token"
    )
