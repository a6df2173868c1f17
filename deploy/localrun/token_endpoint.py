"""Issues access tokens to the clients of a local run by OAuth 2.0 client credentials (RFC 6749, 4.4), in a
process of its own behind the gateway: nothing else that answers requests reads the signing key."""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.localrun import clients, dev_token_issuer, token_request
from deploy.localrun.clients import Client
from deploy.localrun.keys import Keys
from deploy.localrun.run_config import RunConfig
from deploy.localrun.token_request import GRANT, TokenRefused
from deploy.topology import ISSUER
from shared.clock import now
from shared.runtime import server
from shared.settings import Settings

MINUTES: Final = 5
"""How long a token is good for: as long as one of the realm that deploy/keycloak starts from."""
_NO_STORE: Final = {"Cache-Control": "no-store"}


def build(keys: Keys, *, environment: str) -> Starlette:
    """Make the application, which signs with the issuer's key among `keys`. Raises NotInDevelopment."""
    dev_token_issuer.check_development(environment)
    dev_token_issuer.prepare(keys)

    async def issue(request: Request) -> Response:
        try:
            client = _authenticated(keys, request, await request.body())
        except TokenRefused as refused:
            return _refusal(refused)
        return JSONResponse(_answer(keys, environment, client), headers=_NO_STORE)

    async def show_readiness(_request: Request) -> Response:
        return JSONResponse({"status": "ready"})

    return Starlette(routes=[Route("/token", issue, methods=["POST"]), Route("/readyz", show_readiness)])


def _authenticated(keys: Keys, request: Request, body: bytes) -> Client:
    """The client that a request is from. Raises TokenRefused."""
    headers = request.headers
    asked = token_request.read(headers.get("content-type", ""), headers.get("authorization"), body)
    client = clients.authenticated(keys, asked.client, asked.secret)
    if client is None:
        raise TokenRefused("invalid_client", "There is no client of this id with this secret.")
    if asked.grant != GRANT:
        raise TokenRefused("unsupported_grant_type", f"The only grant_type is {GRANT}.")
    return client


def _answer(keys: Keys, environment: str, client: Client) -> dict[str, object]:
    """A token, as RFC 6749 (5.1) has it. Its scope is what the role may act for, but breaking the glass."""
    token = dev_token_issuer.mint(
        keys,
        environment=environment,
        role=client.role,
        organisation=client.organisation,
        at=now(),
        lots=client.lots,
        minutes=MINUTES,
        client=client.id,
    )
    scope = " ".join(dev_token_issuer.usual_purposes(client.role))
    return {"access_token": token, "token_type": "Bearer", "expires_in": MINUTES * 60, "scope": scope}


def _refusal(refused: TokenRefused) -> Response:
    """An error, as RFC 6749 (5.2) has it: in English, since a description may have no letter beyond ASCII."""
    is_client = refused.code == "invalid_client"
    return JSONResponse(
        {"error": refused.code, "error_description": refused.description},
        401 if is_client else 400,
        headers=_NO_STORE | ({"WWW-Authenticate": 'Basic realm="dolen"'} if is_client else {}),
    )


def serve() -> None:
    """Serve the endpoint of the run that the environment names, until told to stop. Blocking.

    Raises NotInDevelopment, as where the environment does not say what it is."""
    settings = Settings()
    app = build(RunConfig.of().keys, environment=settings.environment)
    server.serve(app, settings, process=ISSUER)


if __name__ == "__main__":
    serve()
