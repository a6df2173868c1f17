"""GraphiQL is served in development only, from this host alone, and as published."""

import hashlib
import re

import pytest

from gateway.graphiql_page import FILES, FOLDER, PATH
from tests.gateway.conftest import Gateway, Start
from tests.gateway.test_public_pages import ELSEWHERE, FETCHED


@pytest.fixture
async def gateway(start: Start) -> Gateway:
    return await start(environment="development")


async def test_the_page_fetches_nothing_from_elsewhere_and_may_not(gateway: Gateway) -> None:
    page = await gateway.ask(PATH, token="")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    text = page.body.decode()
    assert not ELSEWHERE.search(text)
    assert "<script>" not in text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "connect-src 'self';" in policy
    asked = FETCHED.findall(text)
    assert {f"{PATH}/{name}" for name in FILES} <= set(asked)
    for address in asked:
        assert (await gateway.ask(address, token="")).status == 200, address
    styles = (await gateway.ask(f"{PATH}/graphiql.min.css", token="")).body.decode()
    assert not re.search(r"@import|url\((?!data:)", styles)


async def test_what_the_page_asks_of_the_graph_is_answered(gateway: Gateway) -> None:
    """Its token is in a header, so that the same origin alone lets nobody in."""
    asked = {"query": "{ __typename }"}
    assert (await gateway.ask("/graphql", "POST", json=asked, token="")).status == 401
    assert (await gateway.ask("/graphql", "POST", json=asked)).json == {"data": {"__typename": "Query"}}


async def test_there_is_no_such_page_in_production(start: Start) -> None:
    gateway = await start()
    for path in (PATH, *(f"{PATH}/{name}" for name in FILES)):
        assert (await gateway.ask(path)).status == 404


@pytest.mark.parametrize("name", [each for each in FILES if ".min." in each])
def test_a_file_of_others_is_the_published_one(name: str) -> None:
    found = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    [row] = [line for line in (FOLDER / "README.md").read_text().splitlines() if f"| `{name}` |" in line]
    assert found in row
