"""HEAD, conditional requests, gzip and CORS work alike for every address behind the gateway and its own pages
(RFC 9110; Fetch)."""

import gzip
from collections.abc import Mapping

import pytest
from aiohttp import web

from gateway.routes import ROUTES
from tests.gateway.conftest import Answer, Gateway, Start

READ = [path for path in ROUTES if path != "/v1/events"]
PAGES = ("/", "/openapi.json", "/asyncapi.json", "/docs", "/docs/swagger-ui.css", "/problems/invalid-token")
KEPT = ("/openapi.json", "/asyncapi.json", "/docs/swagger-ui.css")
"""What a caller may keep, and ask for again with its ETag."""
PLAIN = {"Accept-Encoding": "identity"}
LONG = b'{"items": "' + b"x" * 5_000 + b'"}'


def answering(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer of a service."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json", headers=dict(headers or {}))

    return answer


@pytest.mark.parametrize("path", [*READ, *PAGES])
async def test_head_is_get_without_the_body(gateway: Gateway, path: str) -> None:
    got = await gateway.ask(path, headers=PLAIN)
    head = await gateway.ask(path, "HEAD", headers=PLAIN)
    assert (head.status, head.body) == (got.status, b"") == (200, b"")
    assert head.headers["content-length"] == str(len(got.body))
    assert {each.method for each in gateway.all_requests()} <= {"GET"}


@pytest.mark.parametrize("path", KEPT)
async def test_a_document_that_is_known_is_not_sent_again(gateway: Gateway, path: str) -> None:
    got = await gateway.ask(path, token="", headers=PLAIN)
    etag = got.headers["etag"]
    assert "no-store" not in got.headers["cache-control"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        reply = await gateway.ask(path, token="", headers=PLAIN | {"If-None-Match": known})
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", etag)
    assert (await gateway.ask(path, token="", headers={"If-None-Match": '"other"'})).body == got.body


async def test_a_version_that_is_known_is_not_sent_again(gateway: Gateway) -> None:
    gateway.services["referrals"].answer = answering(LONG, {"ETag": '"3"'})
    for known, status in (('"3"', 304), ('"2"', 200)):
        reply = await gateway.ask("/v1/referrals/1", headers={"If-None-Match": known})
        assert (reply.status, reply.headers["etag"]) == (status, '"3"')


@pytest.mark.parametrize("path", [*READ, "/docs/swagger-ui.css", "/asyncapi.json"])
async def test_what_is_long_is_compressed_for_who_takes_gzip(gateway: Gateway, path: str) -> None:
    for stub in gateway.services.values():
        stub.answer = answering(LONG)
    plain = await gateway.ask(path, headers=PLAIN)
    async with gateway.client.get(
        f"http://127.0.0.1:{gateway.port}{path}",
        headers={"Accept-Encoding": "gzip", "Authorization": f"Bearer {gateway.issuer.mint()}"},
        auto_decompress=False,
    ) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(await packed.read()) == plain.body
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]


async def test_what_a_change_will_quote_is_sent_as_it_is(gateway: Gateway) -> None:
    gateway.services["referrals"].answer = answering(LONG, {"ETag": '"3"'})
    reply = await gateway.ask("/v1/referrals/1", headers={"Accept-Encoding": "gzip"})
    assert (reply.headers["etag"], reply.headers.get("content-encoding")) == ('"3"', None)


async def test_no_other_origin_reads_an_answer_unless_it_is_named(gateway: Gateway) -> None:
    reply = await gateway.ask("/v1/claims", headers={"Origin": "https://dashboard.example.org"})
    assert "access-control-allow-origin" not in reply.headers


async def test_a_page_of_an_origin_that_is_named_may_call(start: Start) -> None:
    gateway = await start(cors_origins=("https://dashboard.example.org",))
    for origin, status in (("https://dashboard.example.org", 200), ("https://other.example.org", 400)):
        asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "if-match"}
        preflight = await gateway.ask(
            "/v1/partners/1", "OPTIONS", token="", headers={"Origin": origin, **asked}
        )
        reply = await gateway.ask("/v1/partners/1", headers={"Origin": origin})
        allowed = origin if status == 200 else None
        assert (preflight.status, preflight.headers.get("access-control-allow-origin")) == (status, allowed)
        assert reply.headers.get("access-control-allow-origin") == allowed


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "A valid access token is needed."), ("cy", "Mae angen tocyn mynediad dilys.")],
)
async def test_the_type_of_a_problem_leads_to_a_page(gateway: Gateway, language: str, title: str) -> None:
    problem = (await gateway.ask("/v1/claims", token="wrong")).json
    page = await gateway.ask(problem["type"], token="", headers={"Accept-Language": language})
    assert (page.status, page.headers["content-language"]) == (200, language)
    assert title in page.body.decode()


async def test_what_only_a_service_refuses_has_a_page_too(gateway: Gateway) -> None:
    listed = {"seen-there-alone": {"status": 409, "title": "It was decided.", "retry": False}}
    gateway.services["referrals"].document["x-problems"] = listed
    assert "It was decided." in (await gateway.ask("/problems/seen-there-alone", token="")).body.decode()
    assert (await gateway.ask("/problems/never-heard-of", token="")).code == "not-found"
