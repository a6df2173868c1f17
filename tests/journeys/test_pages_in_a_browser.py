"""The gateway's pages in a real browser: whole without the internet, within their own policy, and of use."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from shared.contracts.publish import facts
from shared.contracts.vocabulary import WebhookType
from tests.browser import Window, a_browser, a_window, needing_chromium
from tests.eventually import eventually
from tests.platform import Platform

pytestmark = needing_chromium

SHOWS = {
    "/": "h1",
    "/docs": ".opblock-tag",
    "/docs/facts": "h3",
    "/docs/graph": ".graphiql-query-editor .cm-property",
}
"""Of each page, what is there once it is."""

THEIRS = {
    "/docs": {"color-contrast", "nested-interactive"},
    "/docs/graph": {"color-contrast", "label", "scrollable-region-focusable"},
}
"""Barriers that Swagger UI and GraphiQL bring with them, and that we cannot take away."""


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


@pytest.fixture
async def window(browser: Browser, platform: Platform) -> AsyncIterator[Window]:
    async with a_window(browser, platform.url) as opened:
        yield opened


@pytest.fixture
def token(platform: Platform) -> str:
    return platform.token("wg", UUID(int=7))["Authorization"].removeprefix("Bearer ")


@pytest.mark.parametrize("path", SHOWS)
async def test_a_page_keeps_to_its_policy_and_asks_nobody_else(window: Window, path: str) -> None:
    await window.show(path, SHOWS[path])
    await window.page.wait_for_load_state("networkidle")
    assert window.faults == []


@pytest.mark.parametrize("path", SHOWS)
async def test_a_page_has_no_serious_barrier(window: Window, path: str) -> None:
    await window.show(path, SHOWS[path])
    found = (await Axe().run(window.page)).response["violations"]
    barriers = {each["id"]: each["nodes"] for each in found if each["impact"] in {"serious", "critical"}}
    assert barriers.keys() - THEIRS.get(path, set()) == set(), barriers


@pytest.mark.parametrize(
    "deed",
    [
        "fetch('https://example.org/').catch(() => 0)",
        "document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png'}))",
        "document.body.append(Object.assign(document.createElement('script'), {text: '0'}))",
        "fetch('/nowhere')",
        "setTimeout(() => { throw new Error('broken') })",
    ],
)
async def test_what_a_page_should_not_do_is_noticed(window: Window, deed: str) -> None:
    await window.show("/", SHOWS["/"])
    await window.page.evaluate(f"() => {{ {deed} }}")
    await eventually(lambda: noticed(window))


async def test_asking_somebody_else_is_noticed_where_no_policy_forbids_it(
    window: Window, platform: Platform
) -> None:
    elsewhere = f"{platform.run_config.url('outcomes')}/healthz"
    await window.page.set_content(f'<img src="{elsewhere}">')
    assert f"asked for {elsewhere}" in await eventually(lambda: noticed(window))


async def noticed(window: Window) -> list[str]:
    return window.faults


async def test_the_documentation_shows_every_call_once(window: Window, platform: Platform) -> None:
    await window.show("/docs", SHOWS["/docs"])
    for group in await window.page.locator(".opblock-tag").all():
        await group.click()
    shown = [
        (await call.locator(".opblock-summary-method").inner_text(),
         await call.locator(".opblock-summary-path").get_attribute("data-path"))
        for call in await window.page.locator(".opblock").all()
    ]  # fmt: skip
    async with httpx.AsyncClient(base_url=platform.url) as client:
        document: dict[str, dict[str, dict[str, Any]]] = (await client.get("/openapi.json")).json()
    calls = [*document["paths"].items(), *document["webhooks"].items()]
    assert sorted(shown) == sorted((method.upper(), path) for path, item in calls for method in item)
    assert window.faults == []


async def test_a_call_can_be_tried_out_in_the_documentation(window: Window, token: str) -> None:
    page = window.page
    await window.show("/docs", SHOWS["/docs"])
    await page.locator(".auth-wrapper .authorize").click()
    await page.locator("#auth-bearer-value").fill(token)
    await page.get_by_role("button", name="Apply credentials", exact=True).click()
    await page.locator("form .btn-done").click()
    await page.locator("#operations-tag-figures").click()
    await page.locator("[data-path='/v1/aggregates']").click()
    await page.get_by_role("button", name="Try it out").click()
    await page.get_by_role("button", name="Execute").click()
    answer = page.locator(".live-responses-table tbody")
    await answer.get_by_text("participation-by-lot").wait_for()
    assert (await answer.locator(".response-col_status").inner_text()).strip() == "200"
    assert window.faults == []
    assert token not in await window.kept()


async def test_the_page_of_facts_shows_every_fact(window: Window) -> None:
    await window.show("/docs/facts", SHOWS["/docs/facts"])
    assert sorted(await window.page.locator("h3").all_inner_texts()) == sorted([*facts(), *WebhookType])


async def test_graphiql_asks_nothing_of_the_graph_without_a_token(window: Window) -> None:
    await window.show("/docs/graph", SHOWS["/docs/graph"])
    await window.page.get_by_label("Execute query").click()
    await window.page.locator(".result-window").get_by_text("Put a token").wait_for()
    assert [address for address in window.asked if address.endswith("/graphql")] == []


async def test_graphiql_shows_the_graphs_answer_and_its_schema_to_a_token(window: Window, token: str) -> None:
    page = window.page
    await window.show("/docs/graph", SHOWS["/docs/graph"])
    await page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror").click()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.insert_text(f'{{"Authorization": "Bearer {token}"}}')
    await page.get_by_label("Execute query").click()
    await page.locator(".result-window").get_by_text('"Gwent"').wait_for()
    await page.get_by_label("Show Documentation Explorer").click()
    await page.locator(".graphiql-doc-explorer").get_by_text("PlacementFigures").wait_for()
    assert window.faults == []
    assert token not in await window.kept()
