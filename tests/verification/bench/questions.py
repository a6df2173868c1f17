"""What the bench asks the graph, with other variables each time."""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final
from uuid import UUID

import aiohttp
import orjson

from deploy.demo.oows import Lot
from tests.journeys.test_graph import EXAMPLES
from tests.platform import Platform
from tests.verification.bench.load import Asked

PROVIDER_IN: Final = "North Wales"
_MONTHS: Final = [
    f"{year}-{month}" for year in (2017, 2018) for month in ("03-31", "06-30", "09-30", "12-31")
]
_ONE: Final = """query ($id: ID!) {
  participant(id: $id) { id reference enrolments { status registeredOn lot { code } } } }"""
_FIFTY: Final = """query ($after: String) { participants(first: 50, after: $after) { nodes {
  id reference enrolments { status registeredOn }
  claims { category decision countedOn } placements { kind status employer { name } } } } }"""
_FIFTY_BARE: Final = """query ($after: String) { participants(first: 50, after: $after) { nodes {
  id reference enrolments { status registeredOn } } } }"""
_BOARD_BARE: Final = """query ($lot: ID!, $asOf: Date) { lot(code: $lot) { code name { en cy }
  participation(asOf: $asOf) { total { number profile percentOfProfile target percentOfTarget }
    byOperation { operation { esfArea strand } number profile percentOfProfile target percentOfTarget } }
  outcomes(asOf: $asOf) { byCategory { category name { en cy } number programmeProfile programmeTarget } }
  findings(asOf: $asOf) { byRule { rule records } } } }"""

Real = tuple[str, Asked, tuple[str, Asked]]
"""What it is, the question, and what of it one service answers by itself."""


async def real(platform: Platform) -> list[Real]:
    """For the running demonstration."""
    provider = _provider(platform)
    ids = await _people(platform, provider)
    board_ = board(platform)

    def one(n: int) -> dict[str, Any]:
        return {"id": ids[n % len(ids)][0]}

    def page(n: int) -> dict[str, Any]:
        return {"after": ids[n % (len(ids) - 50)][1]}

    bare = Asked(_BOARD_BARE, board_.variables, board_.headers)
    return [
        (
            "one person of one service",
            Asked(_ONE, one, provider),
            ("participants", Asked(_ONE, one, provider)),
        ),
        (
            "50 people across three services",
            Asked(_FIFTY, page, provider),
            ("participants", Asked(_FIFTY_BARE, page, provider)),
        ),
        ("the board's question", board_, ("outcomes", bare)),
    ]


def board(platform: Platform) -> Asked:
    """The board's example of docs/graph, lot by lot and month by month."""
    lots = [each.value for each in Lot]
    pairs = list(product(lots, _MONTHS))
    headers = platform.token("apb", UUID(int=8), lots=lots)

    def variables(n: int) -> dict[str, Any]:
        lot, as_of = pairs[n % len(pairs)]
        return {"lot": lot, "asOf": as_of}

    return Asked(EXAMPLES["board-one-lot"], variables, headers)


def canned(headers: dict[str, str]) -> Iterator[tuple[str, Asked]]:
    """For the shop whose services cost nothing."""
    yield (
        "one object",
        Asked("query ($id: ID!) { product(id: $id) { id name price } }", lambda n: {"id": str(n)}, headers),
    )
    yield (
        "50 objects in three fetches",
        Asked(
            "query ($page: Int) { products(page: $page)"
            " { id name price inStock stock reviews { id body score } } }",
            lambda n: {"page": n},
            headers,
        ),
    )
    yield (
        "four fetches one after another",
        Asked(
            "query ($id: ID!) { product(id: $id) { name stock rating rank offer } }",
            lambda n: {"id": str(n)},
            headers,
        ),
    )


def _provider(platform: Platform) -> dict[str, str]:
    partners = orjson.loads(platform.run_config.partners.read_bytes())
    (provider,) = [each for each in partners if each["kind"] == "provider" and PROVIDER_IN in each["lots"]]
    return platform.token("provider", UUID(provider["id"]))


async def _people(platform: Platform, headers: dict[str, str]) -> list[tuple[str, str]]:
    """Ids and cursors of some of a provider's people, and how many there are."""
    text = "{ participants(first: 500) { edges { cursor node { id } } } }"
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{platform.url}/graphql", json={"query": text}, headers=headers) as answer,
    ):
        said = orjson.loads(await answer.read())
    return [(each["node"]["id"], each["cursor"]) for each in said["data"]["participants"]["edges"]]
