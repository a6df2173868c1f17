"""The contract of the bus is open to anybody, equal to the committed one, and complete without the
internet."""

import orjson

from shared.contracts import asyncapi
from shared.contracts.publish import facts
from shared.contracts.vocabulary import WebhookType
from tests.gateway.conftest import Gateway
from tests.gateway.test_public_pages import ELSEWHERE, FETCHED


async def test_the_document_is_the_committed_one(gateway: Gateway) -> None:
    reply = await gateway.ask("/asyncapi.json", token="")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.body == asyncapi.FILE.read_bytes()


async def test_the_page_tells_of_every_fact_and_fetches_nothing_from_elsewhere(gateway: Gateway) -> None:
    page = await gateway.ask("/docs/facts", token="")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    said = page.body.decode()
    assert not ELSEWHERE.search(said)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert [name for name in (*facts(), *WebhookType) if f'id="{name}"' not in said] == []
    for address in FETCHED.findall(said):
        assert (await gateway.ask(address, token="")).status == 200, address


async def test_the_document_says_how_a_record_is_keyed(gateway: Gateway) -> None:
    document = orjson.loads((await gateway.ask("/asyncapi.json", token="")).body)
    messages = document["components"]["messages"]
    for message in (messages[name] for name in facts()):
        assert message["bindings"]["kafka"]["key"]["format"] == "uuid"
