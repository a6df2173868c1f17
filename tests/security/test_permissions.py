"""Who may call what: every route says so in its signature, and a generated matrix holds it to that."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from shared.auth.service_tokens import SERVICE
from shared.contracts.role_policy import ASKED_BY, ROLES, Purpose
from tests.conftest import Database, Running, Tokens, running
from tests.security.holders import holders
from tests.security.routes import OPEN, SERVICES, Declared, declared

ROUTES = list(declared())
PURPOSES = [str(each) for each in Purpose]


@pytest.fixture(scope="session")
async def services(database: Database) -> AsyncIterator[dict[str, Running]]:
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(running(service, database, role="api"))
            for name, service in SERVICES.items()
        }


def purposes_of(role: str) -> list[str]:
    """Every purpose there is; but a service's token that names another than its own is not good at all."""
    return ["registration"] if role == SERVICE else PURPOSES


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_route_declares_who_may_call_it(route: Declared) -> None:
    assert route.path in OPEN or route.permission is not None
    if route.permission is not None:
        assert holders(route.permission), "some role holds it"


async def test_apps_have_no_other_routes(services: dict[str, Running]) -> None:
    known = {(each.service, each.path.replace(":path}", "}")) for each in ROUTES}
    documentation = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
    for name, service in services.items():
        for path in service.app.openapi()["paths"]:
            assert (name, path) in known | {(name, each) for each in OPEN | documentation}


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_every_role_is_let_through_exactly_where_the_route_says_so(
    services: dict[str, Running], bearer: Tokens, route: Declared
) -> None:
    assert route.permission is not None
    for role in ROLES:
        status = await _call(services, route, bearer(role, uuid4(), purposes=purposes_of(role)))
        if role == SERVICE and route.service not in ASKED_BY:
            assert status == 401, "no service may ask this one"
        elif role in holders(route.permission):
            assert status not in (401, 403, 500, 503), f"{role} may, and is not turned away"
        else:
            assert status == 403, role


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_without_a_token_nothing_is_answered(services: dict[str, Running], route: Declared) -> None:
    assert await _call(services, route, {}) == 401


@pytest.mark.parametrize(
    "route", [each for each in ROUTES if each.permission and each.permission.purpose], ids=str
)
async def test_a_token_without_the_purpose_is_turned_away(
    services: dict[str, Running], bearer: Tokens, route: Declared
) -> None:
    assert route.permission is not None
    for role in sorted(holders(route.permission)):
        status = await _call(services, route, bearer(role, uuid4(), purposes=["figures-only"]))
        assert status == (401 if role == SERVICE else 403)


@pytest.mark.parametrize(
    "route", [each for each in ROUTES if "{" in each.path and each.method == "GET"], ids=str
)
async def test_what_is_not_there_and_what_is_not_yours_are_answered_alike(
    services: dict[str, Running], bearer: Tokens, route: Declared
) -> None:
    assert route.permission is not None
    for role in sorted(holders(route.permission)):
        headers = bearer(role, uuid4(), purposes=purposes_of(role))
        assert await _call(services, route, headers) in (200, 404, 422)


async def _call(services: dict[str, Running], route: Declared, headers: dict[str, str]) -> int:
    path = re.sub(r"\{\w+\}", str(uuid4()), route.path)
    body: dict[str, object] | None = {} if route.method in ("POST", "PUT", "PATCH") else None
    answer = await services[route.service].client.request(
        route.method, path, json=body, headers={**headers, "If-Match": '"1"'}
    )
    return answer.status_code
