"""`totalCount` of every list of the graph is how many items its pages have, whatever is filtered for."""

from typing import Any

import httpx
import orjson
import pytest

from tests.journeys.test_graph import as_named
from tests.patience import patient
from tests.platform import Platform

PAGE = "{ totalCount edges { cursor } pageInfo { hasNextPage endCursor } }"
LISTS = [
    ("wg", "employers"),
    ("wg", 'employers(lot: "Powys" %s)'),
    ("wg", "opportunities"),
    ("wg", "opportunities(isOpen: true %s)"),
    ("wg", 'opportunities(lot: "Gwent", kind: VOLUNTEERING %s)'),
    ("wg", 'claims(category: "qualification", decision: REFUSED %s)'),
    ("wg", 'toMend(rule: "future-date" %s)'),
    ("wg", "partners"),
    ("wg", "partners(kind: PROVIDER %s)"),
    ("lead", "placements"),
    ("lead", "placements(status: COMPLETED %s)"),
    ("lead", 'participants(lot: "Powys", status: OPEN %s)'),
    ("lead", "participants(incomplete: true %s)"),
    ("lead", "expected"),
    ("lead", "due(rule: NO_MENTOR, overdue: true %s)"),
    ("lead", "due"),
    ("lead", "referrals"),
    ("lead", "referrals(overdue: true %s)"),
    ("lead", "referrals(status: DECLINED, tryAgain: true %s)"),
]


async def ask(platform: Platform, headers: dict[str, str], query: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as client:
        answer = await client.post("/graphql", json={"query": query}, headers=headers)
    said: dict[str, Any] = answer.json()
    assert "errors" not in said, said["errors"]
    [found] = said["data"].values()
    return dict(found)


@pytest.mark.parametrize(("role", "asked"), LISTS)
async def test_the_total_is_that_of_all_pages(demonstration: Platform, role: str, asked: str) -> None:
    headers = as_named(demonstration, f"# Role: {role}.")
    listed, totals, after, goes_on = 0, set(), None, True
    while goes_on:
        page_of = f"first: 500{f', after: {orjson.dumps(after).decode()}' if after else ''}"
        field = asked % f", {page_of}" if "%s" in asked else f"{asked}({page_of})"
        page = await ask(demonstration, headers, f"{{ {field} {PAGE} }}")
        listed += len(page["edges"])
        totals.add(page["totalCount"])
        after, goes_on = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert totals == {listed}
