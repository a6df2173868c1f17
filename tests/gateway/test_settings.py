"""The gateway does not start without the address of every service."""

import pytest
from pydantic import ValidationError

from gateway.routes import SERVICES
from gateway.settings import GatewaySettings


@pytest.mark.parametrize("missing", SERVICES)
def test_a_gateway_that_cannot_find_a_service_does_not_start(missing: str) -> None:
    peers = {name: "http://127.0.0.1:1" for name in SERVICES if name != missing}
    with pytest.raises(ValidationError, match=missing):
        GatewaySettings(issuer="i", jwks="j", peers=peers)
