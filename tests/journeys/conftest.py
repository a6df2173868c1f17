"""A client of the whole platform's front door."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.platform import Platform


@pytest.fixture
async def door(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway."""
    async with httpx.AsyncClient(base_url=platform.url, timeout=15) as client:
        yield client
