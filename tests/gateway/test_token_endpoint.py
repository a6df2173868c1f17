"""Systems get their access tokens at the door, by OAuth 2.0 client credentials (RFC 6749, 4.4), where the
development issuer stands behind it and nowhere else."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import jwt
import pytest
from pydantic import ValidationError

from deploy.localrun import token_endpoint
from deploy.localrun.clients import CLIENTS
from deploy.localrun.keys import Keys
from gateway.routes import SERVICES
from gateway.settings import GatewaySettings
from shared.contracts.role_policy import ROLES, Purpose
from tests.gateway.clock import Clock
from tests.gateway.conftest import Gateway, Reply, Start, serving

CRM, LEAD = "cais-crm", "cais-lead"
FORM = "application/x-www-form-urlencoded"
PEERS = dict.fromkeys(SERVICES, "http://127.0.0.1:1")

Ask = Callable[..., Awaitable[Reply]]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys")


@pytest.fixture
async def door(start: Start, keys: Keys) -> AsyncIterator[Gateway]:
    """A gateway in development, with the token endpoint behind it."""
    async with serving(token_endpoint.build(keys, environment="development")) as port:
        upstream = f"http://127.0.0.1:{port}"
        yield await start(environment="development", token_upstream=upstream, jwks=str(keys.jwks))


@pytest.fixture
def ask(door: Gateway, keys: Keys) -> Ask:
    """Asks for a token by Basic, as the system of CAIS unless told otherwise."""

    async def asked(
        client: str = CRM, secret: str | None = None, *, authorization: str | None = None, **form: Any
    ) -> Reply:
        given = keys.client_secret(CRM) if secret is None else secret
        header = basic(client, given) if authorization is None else authorization
        data = {"grant_type": "client_credentials"} | form
        headers = {"authorization": header, "content-type": FORM}
        return await door.ask("/token", "POST", token="", headers=headers, data=data)

    return asked


def basic(client: str, secret: str) -> str:
    pair = f"{quote_plus(client)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def check_refusal(reply: Reply, status: int, error: str) -> None:
    """Check an error against RFC 6749, 5.2."""
    assert (reply.status, reply.json["error"]) == (status, error)
    assert set(reply.json) == {"error", "error_description"}
    assert reply.json["error_description"].isascii()
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers.get("www-authenticate") == ('Basic realm="dolen"' if status == 401 else None)


async def test_a_token_is_answered_as_the_specification_has_it(ask: Ask) -> None:
    reply = await ask()
    assert reply.status == 200
    told = reply.json
    assert told.pop("access_token")
    assert told == {"token_type": "Bearer", "expires_in": 300, "scope": "support"}
    assert (reply.headers["cache-control"], reply.headers["pragma"]) == ("no-store", "no-cache")


@pytest.mark.parametrize("client", CLIENTS, ids=lambda each: each.id)
@pytest.mark.parametrize("form", ["basic", "body"])
async def test_each_client_gets_its_role_and_no_more_by_either_form(
    door: Gateway, keys: Keys, client: Any, form: str
) -> None:
    secret = keys.client_secret(client.id)
    data = {"grant_type": "client_credentials"}
    headers = {"content-type": FORM}
    if form == "basic":
        headers["authorization"] = basic(client.id, secret)
    else:
        data |= {"client_id": client.id, "client_secret": secret}
    reply = await door.ask("/token", "POST", token="", headers=headers, data=data)
    token = reply.json["access_token"]
    assert (await door.ask("/v1/partners", token=token)).status == 200
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["client_id"], claims["sub"]) == (client.id, client.id)
    assert (claims["role"], claims["org"], claims["lots"]) == (
        client.role,
        str(client.organisation),
        list(client.lots),
    )
    assert claims["exp"] - claims["iat"] == reply.json["expires_in"]
    assert claims["purposes"] == reply.json["scope"].split()
    assert set(claims["purposes"]) == ROLES[client.role].purposes - {Purpose.BREAK_GLASS}


async def test_a_client_of_both_header_and_form_is_taken_where_only_one_has_the_secret(ask: Ask) -> None:
    assert (await ask(client_id=CRM)).status == 200
    check_refusal(await ask(client_id=LEAD), 400, "invalid_request")
    check_refusal(await ask(client_id=CRM, client_secret="again"), 400, "invalid_request")


async def test_whatever_is_wrong_of_a_client_is_the_same_answer(ask: Ask, keys: Keys) -> None:
    wrong = [
        await ask(secret="wrong"),
        await ask(secret=""),
        await ask(secret="ŵ" * 400),
        await ask(secret=keys.client_secret(LEAD)),  # of another client
        await ask(client="nobody"),
        await ask(client="nobody", secret=keys.client_secret(CLIENTS[0].id)),
        await ask(client=""),
    ]
    for reply in wrong:
        check_refusal(reply, 401, "invalid_client")
    assert len({reply.body for reply in wrong}) == 1


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic ???", "Basic Y2Fpcy1jcm0=", "Basic /////w==", "Basic JTgwOiU4MA==", "Bearer Y2E6Y2E="],
)
async def test_a_header_that_is_not_one_of_basic_is_no_client(ask: Ask, authorization: str) -> None:
    check_refusal(await ask(authorization=authorization), 401, "invalid_client")


async def test_a_client_that_shows_nothing_of_itself_is_no_client(door: Gateway, keys: Keys) -> None:
    async def asked(target: str = "/token", **form: str) -> Reply:
        data = {"grant_type": "client_credentials"} | form
        return await door.ask(target, "POST", token="", data=data)

    check_refusal(await asked(), 401, "invalid_client")
    check_refusal(await asked(client_id=CRM), 401, "invalid_client")
    check_refusal(await asked(client_id=CRM, client_secret=""), 401, "invalid_client")
    secret = keys.client_secret(CRM)
    check_refusal(await asked(f"/token?client_id={CRM}&client_secret={secret}"), 401, "invalid_client")


async def test_another_grant_is_refused_to_who_is_a_client(ask: Ask) -> None:
    for grant in ("password", "authorization_code", "CLIENT_CREDENTIALS"):
        check_refusal(await ask(grant_type=grant), 400, "unsupported_grant_type")
    check_refusal(await ask(grant_type="password", client="nobody"), 401, "invalid_client")
    check_refusal(await ask(grant_type=""), 400, "invalid_request")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM, b""),
        (FORM, b"grant_type=client_credentials&grant_type=client_credentials"),
        (FORM, b"grant_type=%ff"),
        (FORM, b"\xff"),
        (FORM, b"grant_type=client_credentials" + b"&a=b" * 16),
        ("application/json", b'{"grant_type": "client_credentials"}'),
        ("", b"grant_type=client_credentials"),
    ],
)
async def test_what_is_no_form_is_an_invalid_request(
    door: Gateway, keys: Keys, content_type: str, body: bytes
) -> None:
    headers = {"authorization": basic(CRM, keys.client_secret(CRM)), "content-type": content_type}
    reply = await door.ask("/token", "POST", token="", headers=headers, data=body)
    check_refusal(reply, 400, "invalid_request")


async def test_the_gateway_takes_a_short_post_and_nothing_else(door: Gateway) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        reply = await door.ask("/token", method, token="")
        assert (reply.status, reply.headers["allow"]) == (405, "POST")
    long = await door.ask("/token", "POST", token="", data=b"a" * 8193)
    assert (long.status, long.code) == (413, "too-large")
    below = await door.ask("/token/introspect", "POST", token="")
    assert (below.status, below.code) == (404, "not-found")


async def test_guessing_secrets_uses_up_the_budget_of_the_address(start: Start, keys: Keys) -> None:
    async with serving(token_endpoint.build(keys, environment="development")) as port:
        door = await start(
            clock=Clock(),
            environment="development",
            token_upstream=f"http://127.0.0.1:{port}",
            address_budget=120,
            failed_token_cost=50,
        )
        statuses = [(await door.ask("/token", "POST", token="")).status for _ in range(2)]
        guess = {"grant_type": "client_credentials", "client_id": CRM, "client_secret": "guess"}
        statuses += [(await door.ask("/token", "POST", token="", data=guess)).status for _ in range(3)]
        assert statuses == [400, 400, 401, 401, 401]
        refused = await door.ask("/token", "POST", token="", data=guess)
        assert (refused.status, refused.code) == (429, "too-many-requests")
        assert int(refused.headers["retry-after"]) > 0


async def test_an_issuer_that_is_away_is_told_as_such(start: Start) -> None:
    door = await start(environment="development", token_upstream="http://127.0.0.1:1")
    reply = await door.ask("/token", "POST", token="", data={"grant_type": "client_credentials"})
    assert (reply.status, reply.code) == (503, "unavailable")


async def test_there_is_no_such_address_in_production(gateway: Gateway) -> None:
    for method in ("POST", "GET"):
        reply = await gateway.ask("/token", method, token="")
        assert (reply.status, reply.code) == (404, "not-found")


def test_a_gateway_in_production_does_not_start_with_an_issuer_behind_it() -> None:
    told: dict[str, Any] = {
        "issuer": "i",
        "jwks": "/keys",
        "peers": PEERS,
        "token_upstream": "http://127.0.0.1:1",
    }
    with pytest.raises(ValidationError, match="DOLEN_TOKEN_UPSTREAM"):
        GatewaySettings(**told)
    with pytest.raises(ValidationError, match="DOLEN_TOKEN_UPSTREAM"):
        GatewaySettings(**told, environment="production")
    assert GatewaySettings(**told, environment="development").token_endpoint == "/token"


async def test_the_contract_names_this_address(door: Gateway) -> None:
    schemes = (await door.ask("/openapi.json", token="")).json["components"]["securitySchemes"]
    assert schemes["clientCredentials"]["flows"]["clientCredentials"]["tokenUrl"] == "/token"
