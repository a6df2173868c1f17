"""Every route of every service keeps to the rules of HTTP that are made in one place (RFC 9110)."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Database, Running, Tokens, running
from tests.security.holders import holders, purposes_for
from tests.security.routes import SERVICES, Declared, declared

ROUTES = [each for each in declared() if each.permission is not None]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def _needs_nothing(route: Declared) -> bool:
    """Whether every field of a route's body may be left out."""
    shape = route.body
    return shape is not None and not any(each.is_required() for each in shape.model_fields.values())


@pytest.fixture(scope="module")
async def services(database: Database) -> AsyncIterator[dict[str, Running]]:
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(running(service, database, role="api"))
            for name, service in SERVICES.items()
        }


async def _call(
    services: dict[str, Running], bearer: Tokens, route: Declared, query: str = "", **headers: str
) -> httpx.Response:
    """A call by somebody who may."""
    assert route.permission is not None
    role = sorted(holders(route.permission))[0]
    sent = bearer(role, uuid4(), purposes=purposes_for(route.permission, role)) | headers
    path = re.sub(r"\{\w+\}", str(uuid4()), route.path)
    return await services[route.service].client.request(route.method, path + query, headers=sent)


async def test_a_parameter_that_an_address_does_not_take_is_refused_by_name(
    services: dict[str, Running], bearer: Tokens
) -> None:
    for route in ROUTES:
        answer = await _call(services, bearer, route, "?as_of=2019-01-31")
        said = answer.json()
        assert (answer.status_code, said["code"]) == (422, "unknown-parameter"), route
        assert said["errors"][0]["pointer"] == "/query/as_of"


async def test_what_could_be_about_a_person_is_not_told_back(
    services: dict[str, Running], bearer: Tokens
) -> None:
    route = next(each for each in ROUTES if each.path == "/v1/claims")
    said = (await _call(services, bearer, route, "?QQ123456C=1")).json()
    assert said["errors"][0]["pointer"] == "/query"
    assert "category" in said["allowed"].split(", ")


async def test_a_media_type_that_an_address_does_not_answer_in_is_refused(
    services: dict[str, Running], bearer: Tokens
) -> None:
    for route in ROUTES:
        if route.method != "DELETE":  # answered without a body
            answer = await _call(services, bearer, route, Accept="application/x-nothing")
            assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable"), route


async def test_allow_names_what_there_is(services: dict[str, Running], bearer: Tokens) -> None:
    methods: dict[tuple[str, str], set[str]] = defaultdict(set)
    for route in ROUTES:
        methods[route.service, route.path].add(route.method)
    for (service, path), taken in methods.items():
        answer = await services[service].client.options(re.sub(r"\{\w+\}", str(uuid4()), path))
        there_is = taken | ({"HEAD"} if "GET" in taken else set())
        assert answer.status_code == 405
        assert answer.headers["allow"] == ", ".join(each for each in METHODS if each in there_is), path


@pytest.mark.parametrize(
    ("service", "query", "allowed"),
    [
        ("outcomes", "/v1/claims?category=nonsense", "employment-6m"),
        ("outcomes", "/v1/claims?programme=nonsense", "oows"),
        ("outcomes", "/v1/data-quality?rule=nonsense", "future-date"),
        ("outcomes", "/v1/claims?decision=nonsense", "refused"),
        ("employers", "/v1/placements?status=nonsense", "started"),
    ],
)
async def test_a_value_that_a_filter_does_not_know_is_refused_with_those_it_knows(
    services: dict[str, Running], bearer: Tokens, service: str, query: str, allowed: str
) -> None:
    answer = await services[service].client.get(query, headers=bearer("provider", uuid4()))
    [mistake] = answer.json()["errors"]
    assert answer.status_code == 422
    assert mistake["pointer"] == f"/query/{query.partition('?')[2].partition('=')[0]}"
    assert allowed in mistake["allowed"]


async def test_an_empty_cursor_is_the_first_page(services: dict[str, Running], bearer: Tokens) -> None:
    for service, path in (("referrals", "partners"), ("outcomes", "claims"), ("employers", "placements")):
        client, headers = services[service].client, bearer("provider", uuid4())
        assert (await client.get(f"/v1/{path}?after=", headers=headers)).status_code == 200


@pytest.mark.parametrize("route", [each for each in ROUTES if _needs_nothing(each)], ids=str)
async def test_an_absent_body_is_an_empty_one_where_nothing_has_to_be_said(
    services: dict[str, Running], bearer: Tokens, route: Declared
) -> None:
    answer = await _call(services, bearer, route, **{"If-Match": '"1"'})
    assert answer.status_code == 404, "what is decided on is looked for: the body was good"
