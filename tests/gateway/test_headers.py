"""Headers pass in both directions by allow-lists, and every response carries ours."""

from uuid import UUID

import pytest
from aiohttp import web

from shared.runtime.telemetry import configure
from tests.gateway.conftest import Gateway

CORRELATION = "0197d3c2-0000-7000-8000-0000000000aa"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

ADDED_BY_THE_CONNECTION = {"host", "content-length"}


async def test_headers_of_the_contract_arrive_and_nothing_else(gateway: Gateway) -> None:
    passing = {
        "accept": "text/csv",
        "accept-language": "cy, en;q=0.5",
        "authorization": f"Bearer {gateway.issuer.mint()}",
        "content-type": "application/json",
        "idempotency-key": "k-1",
        "if-match": '"3"',
        "traceparent": TRACE,
        "x-correlation-id": CORRELATION,
    }
    forged = {
        "cookie": "session=1",
        "forwarded": "for=10.0.0.1",
        "x-forwarded-for": "10.0.0.1",
        "x-forwarded-host": "internal",
        "x-real-ip": "10.0.0.1",
        "x-original-url": "/internal/referred-persons",
        "x-http-method-override": "DELETE",
        "x-dolen-organisation": "00000000-0000-0000-0000-000000000000",
        "x-internal": "1",
        "x-role": "service",
        "x-user": "worker:participants",
        "proxy-authorization": "Basic eA==",
        "tracestate": "a=1",
        "baggage": "a=1",
        "te": "trailers",
        "user-agent": "crm/1",
        "accept-encoding": "gzip",
        "referer": "https://crm.example/people/QQ123456C",
    }
    await gateway.ask("/v1/referrals", "POST", data=b"{}", headers=passing | forged)
    arrived = {name.lower(): value for name, value in gateway.services["referrals"].only.headers.items()}
    assert {name: value for name, value in arrived.items() if name not in ADDED_BY_THE_CONNECTION} == passing


async def test_what_a_caller_does_not_send_is_not_made_up(gateway: Gateway) -> None:
    await gateway.ask("/v1/claims", headers={"accept": "", "user-agent": ""})
    arrived = {name.lower() for name in gateway.services["outcomes"].only.headers}
    assert arrived - ADDED_BY_THE_CONNECTION - {"accept"} == {"authorization", "x-correlation-id"}


@pytest.mark.parametrize("name", ["if-match", "idempotency-key", "content-type"])
async def test_a_header_that_means_something_once_is_refused_twice(gateway: Gateway, name: str) -> None:
    reply = await gateway.ask("/v1/referrals", "POST", data=b"{}", headers=[(name, "a"), (name, "b")])
    assert (reply.status, reply.code) == (400, "bad-request")
    assert gateway.all_requests() == []


async def test_a_header_value_that_is_not_ascii_is_refused(gateway: Gateway) -> None:
    reply = await gateway.ask("/v1/referrals", "POST", headers={"idempotency-key": "Siân"})
    assert reply.code == "bad-request"


@pytest.mark.parametrize("name", ["accept", "authorization", "x-anything"])
async def test_headers_are_taken_up_to_a_limit(gateway: Gateway, name: str) -> None:
    reply = await gateway.ask("/v1/claims", headers={name: "x" * 17_000})
    assert (reply.status, reply.code) == (431, "headers-too-large")
    assert gateway.all_requests() == []


async def test_a_correlation_runs_through_and_is_answered(gateway: Gateway) -> None:
    reply = await gateway.ask("/v1/claims", headers={"x-correlation-id": CORRELATION.upper()})
    assert reply.headers["x-correlation-id"] == CORRELATION
    assert gateway.services["outcomes"].only.headers["x-correlation-id"] == CORRELATION


@pytest.mark.parametrize(
    "sent", [[], ["QQ123456C"], [""], ["x" * 5000], ["Siân ap Rhys"], [CORRELATION, CORRELATION]], ids=str
)
async def test_a_correlation_that_is_missing_or_could_name_somebody_is_replaced(
    gateway: Gateway, sent: list[str]
) -> None:
    headers = [("x-correlation-id", value) for value in sent]
    reply = await gateway.ask("/v1/claims", headers=headers)
    given = reply.headers["x-correlation-id"]
    assert str(UUID(given)) == given != CORRELATION
    assert gateway.services["outcomes"].only.headers.getall("x-correlation-id") == [given]


@pytest.mark.parametrize(
    "broken",
    [
        "QQ123456C",
        TRACE.upper(),
        f"{TRACE}-more",
        TRACE.replace("00-", "ff-", 1),
        "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
    ],
)
async def test_a_broken_trace_is_ignored(gateway: Gateway, broken: str) -> None:
    assert (await gateway.ask("/v1/claims", headers={"traceparent": broken})).status == 200
    assert "traceparent" not in gateway.services["outcomes"].only.headers


async def test_an_answer_brings_back_the_contracts_headers_and_nothing_else(gateway: Gateway) -> None:
    passing = {
        "Content-Type": "text/csv; charset=utf-8",
        "ETag": '"4"',
        "Content-Language": "cy",
        "Retry-After": "7",
        "Location": "/v1/referrals/1",
        "Content-Disposition": 'attachment; filename="claims.csv"',
    }
    private = {"Server": "mine", "Set-Cookie": "a=1", "X-Powered-By": "x", "X-Row-Count": "7", "Via": "x"}

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=201, body=b"a,b", headers=passing | private)

    gateway.services["referrals"].answer = answer
    reply = await gateway.ask("/v1/referrals", "POST", data=b"{}")
    assert (reply.status, reply.body) == (201, b"a,b")
    assert {name: reply.headers[name] for name in passing} == passing
    assert not {name.lower() for name in private} & {name.lower() for name in reply.headers}


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:8081/v1/referrals", "//internal/x", "/\\internal", "https://x.example/", "x"],
)
async def test_a_redirection_off_this_host_is_not_handed_back(gateway: Gateway, location: str) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": location})

    gateway.services["referrals"].answer = answer
    reply = await gateway.ask("/v1/referrals")
    assert (reply.status, reply.headers.get("location")) == (307, None)
    assert len(gateway.all_requests()) == 1


async def test_one_callers_cookie_is_not_sent_with_anothers_request(gateway: Gateway) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"Set-Cookie": "session=1; Path=/"})

    gateway.services["referrals"].answer = answer
    for _ in range(2):
        await gateway.ask("/v1/referrals")
    assert all("cookie" not in asked.headers for asked in gateway.all_requests())


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/nothing", "/healthz", "/", "/v1/claims/%00"])
async def test_every_answer_keeps_browsers_and_caches_from_harm(gateway: Gateway, path: str) -> None:
    reply = await gateway.ask(path)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert UUID(reply.headers["x-correlation-id"])


async def test_the_access_log_tells_the_prefix_and_never_the_address(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("gateway")
    headers = {"x-correlation-id": CORRELATION, "idempotency-key": "QQ123456C"}
    await gateway.ask("/v1/participants/QQ123456C?name=QQ123456C", headers=headers)
    await gateway.ask("/QQ123456C/../x?name=QQ123456C", headers={"x-correlation-id": "QQ123456C"})
    await gateway.ask("/v1/events/QQ123456C", token="QQ123456C")
    logged = capfd.readouterr().out
    assert "QQ123456C" not in logged
    assert '"route":"/v1/participants"' in logged
    assert CORRELATION in logged
