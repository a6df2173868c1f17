"""A real browser, and a window of it that remembers what a page did that it should not."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, async_playwright

from tests.patience import patient

_CHROMIUM: Final = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

needing_chromium: Final = pytest.mark.skipif(
    _CHROMIUM is None and not os.environ.get("CI"),
    reason="There is no Chromium here: install it (Debian: chromium).",
)
"""Where there is none, a test is skipped, for all to see; in CI it fails."""

_QUIET: Final = (
    "--disable-background-networking",  # what a browser asks of its makers
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """The system's Chromium, without a screen."""
    assert _CHROMIUM is not None, "there is no Chromium here"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        try:
            yield browser
        finally:
            await browser.close()


class Window:
    """A window for the pages of one origin. What its policy keeps a page from doing, and an answer that says
    no, the browser tells on its console."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.asked: list[str] = []
        self.faults: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._see)
        page.on("request", self._watch)

    async def show(self, path: str, until: str) -> None:
        """Go to a page and wait until it shows what is at a selector."""
        await self.page.goto(self.origin + path)
        await self.page.locator(until).first.wait_for()

    async def kept(self) -> str:
        """Everything that pages have kept in the browser."""
        said = await self.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
        return str(said)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def _see(self, error: Error) -> None:
        self.faults.append(str(error))

    def _watch(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.faults.append(f"asked for {request.url}")


@asynccontextmanager
async def a_window(browser: Browser, origin: str) -> AsyncIterator[Window]:
    """Of a visitor who was never here before."""
    context = await browser.new_context()
    context.set_default_timeout(patient(30) * 1000)
    try:
        yield Window(await context.new_page(), origin)
    finally:
        await context.close()
