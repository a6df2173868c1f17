"""An Idempotency-Key is answered once: one effect, and the same answer however often it is asked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from shared.web.idempotency import purge_expired
from tests.shared.buses import PostgresBus
from tests.shared.issuer import Issuer
from tests.shared.kit import Kit
from tests.shared.notes.served import served


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


@pytest.fixture
async def client(kit: Kit, postgres_bus: PostgresBus, issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    async with served(kit.url, postgres_bus.url, issuer) as made:
        yield made


async def ask(client: httpx.AsyncClient, token: str, key: str, words: str = "w") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return await client.post("/v1/notes", json={"words": words}, headers=headers)


async def test_fifty_copies_at_once_have_one_effect_and_hear_the_same(
    kit: Kit, client: httpx.AsyncClient, issuer: Issuer
) -> None:
    token, key = issuer.mint(), str(uuid4())
    answers = await asyncio.gather(*(ask(client, token, key) for _ in range(50)))
    heard = {(a.status_code, a.content, a.headers["etag"], a.headers["content-type"]) for a in answers}
    assert len(heard) == 1
    assert answers[0].status_code == 201
    assert await kit.rows.fetchval("SELECT count(*) FROM note") == 1
    assert await kit.waiting() == 1


async def test_a_key_that_comes_again_with_another_body_is_422(
    kit: Kit, client: httpx.AsyncClient, issuer: Issuer
) -> None:
    token, key = issuer.mint(), str(uuid4())
    assert (await ask(client, token, key)).status_code == 201
    refused = await ask(client, token, key, words="other")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")
    assert await kit.rows.fetchval("SELECT count(*) FROM note") == 1


async def test_another_organisations_key_is_another_key(
    kit: Kit, client: httpx.AsyncClient, issuer: Issuer
) -> None:
    key = str(uuid4())
    one, other = await ask(client, issuer.mint(), key, "a"), await ask(client, issuer.mint(), key, "b")
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["id"] != other.json()["id"]


async def test_a_request_that_failed_does_not_use_up_its_key(
    kit: Kit, client: httpx.AsyncClient, issuer: Issuer
) -> None:
    token, key = issuer.mint(), str(uuid4())
    await ask(client, token, str(uuid4()), "taken")
    assert (await ask(client, token, key, "taken")).status_code == 500  # refused by the commit
    assert (await ask(client, token, key, "free")).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 129])
async def test_a_key_that_is_none_is_refused_before_anything_is_done(
    kit: Kit, client: httpx.AsyncClient, issuer: Issuer, key: str
) -> None:
    assert (await ask(client, issuer.mint(), key)).status_code == 422
    assert await kit.rows.fetchval("SELECT count(*) FROM note") == 0


async def test_an_answer_is_forgotten_after_thirty_days(
    kit: Kit, client: httpx.AsyncClient, issuer: Issuer
) -> None:
    token, old, young = issuer.mint(), str(uuid4()), str(uuid4())
    await ask(client, token, old, "old")
    await ask(client, token, young, "young")
    await _aged(kit, old, days=31)
    await _aged(kit, young, days=29)
    await purge_expired(client._transport.app.state.context)  # type: ignore[attr-defined]
    assert [row["key"] for row in await kit.rows.fetch("SELECT key FROM idempotency")] == [young]


async def _aged(kit: Kit, key: str, *, days: int) -> None:
    aged = "UPDATE idempotency SET answered_at = now() - $2 * interval '1 day' WHERE key = $1"
    await kit.rows.execute(aged, key, days)
