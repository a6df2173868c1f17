"""Addresses, methods, parameters and headers that are wrong, and bytes that are hardly HTTP."""

from collections.abc import Iterator
from uuid import uuid4

from tests.verification.fuzz.case import Case, Json, call
from tests.verification.fuzz.wire import Request
from tests.verification.fuzz.world import World

LISTS = (
    "/v1/participants", "/v1/participants/expected", "/v1/referrals", "/v1/placements", "/v1/employers",
    "/v1/opportunities", "/v1/partners", "/v1/claims", "/v1/data-quality",
)  # fmt: skip


def cases(world: World) -> Iterator[Case]:
    yield from unknown_paths(world)
    yield from tricks(world)
    yield from wrong_methods(world)
    yield from wrong_parameters(world)
    yield from wrong_headers(world)
    yield from hardly_http(world)
    yield from other_protocols(world)


def unknown_paths(world: World) -> Iterator[Case]:
    word = world.canaries.word()
    for path in (
        "/internal/referred-persons", "/v1/internal/referred-persons", "/internal", "/graphql/x", "/metrics",
        "/v1", "/v2/events", "/V1/events", "/v1/Events", "/v1/event", "/v1/events/1", f"/v1/events/{word}",
        "/v1/graphql", "/admin", "/.env", "/.git/config", "/wp-login.php", "/server-status", "/debug",
        f"/v1/{word}", f"/{word}", "/v1/aggregates2", "/v1/participantss", "/redoc", "/docs/index.html",
        "/docs/oauth2-redirect", "/static-offline-docs/swagger-ui.css", "/sdl",
    ):  # fmt: skip
        for method in ("GET", "POST"):
            yield call(f"{method} {path}", method, path, world.lead, status=404, code="not-found")
    for path in (
        f"/v1/referrals/{world.ids['referral']}/{word}",
        f"/v1/referrals/{world.ids['referral']}/accept/again",
        f"/v1/participants/{world.ids['person']}/notes", f"/v1/placements/{world.ids['proposed']}/{word}",
        f"/v1/participants/expected/{word}", f"/v1/claims/{uuid4()}/withdraw",
        "/v1/employers/internal/referred-persons",
    ):  # fmt: skip
        yield call(f"GET {path}", "GET", path, world.lead, status=404, code="not-found")
    for each in ("participants", "referrals", "placements", "opportunities", "employers", "claims"):
        for wrong in (word, "1", "null", "0b0b0b0b-0000-4000-8000-00000000000g", "x" * 1000, "'%20OR%201=1"):
            target = f"/v1/{each}/{wrong}"
            yield call(f"GET {target[:60]}", "GET", target, world.lead, status=422, code="invalid")


def tricks(world: World) -> Iterator[Case]:
    """What two readers could read differently."""
    word = world.canaries.word()
    for path in (
        "//v1/referrals", "/v1//referrals", "/v1/referrals/", "/v1/./referrals", "/v1/../v1/referrals",
        "/v1/referrals/../../internal/referred-persons", "/v1/referrals/%2e%2e/internal", "/v1/%2e/referrals",
        "/v1/referrals/..%2finternal%2freferred-persons", "/v1/referrals%2fexpected", "/v1/referrals%5cx",
        "/v1/referrals/%252e%252e", "/v1/referrals/%00", "/v1/referrals/a%0d%0ab", "/v1/referrals/%7f",
        "/v1/referrals/%ff", "/v1/referrals/%c0%ae%c0%ae/internal", "/v1/referrals/%ed%a0%80",
        "/v1/referrals\\x",
        "/v1/referrals/%", "/v1/referrals/%zz", f"/v1/referrals/{word}%", "/v1/referrals/" + "x" * 5000,
        "/v1/referrals?after=%00", "/v1/referrals?after=%", "/v1/referrals?after=%0d%0aSet-Cookie:%20a=b",
        "/v1/referrals?" + "a=b&" * 2000, f"/v1/referrals?{word}=%1b",
    ):  # fmt: skip
        yield call(f"GET {path[:70]}", "GET", path, world.lead, status=400, code="bad-request")


def wrong_methods(world: World) -> Iterator[Case]:
    for path, methods in {
        "/v1/events": ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"),
        "/v1/referrals": ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"),
        "/v1/participants": ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
        "/v1/aggregates": ("POST", "PUT", "DELETE"),
        "/v1/claims": ("POST", "PUT", "DELETE"),
        f"/v1/participants/{world.ids['person']}": ("POST", "PUT", "PATCH", "DELETE"),
        f"/v1/placements/{world.ids['proposed']}": ("POST", "PUT", "PATCH", "DELETE"),
        f"/v1/referrals/{world.ids['referral']}": ("POST", "PUT", "PATCH", "DELETE"),
        f"/v1/referrals/{world.ids['referral']}/accept": ("GET", "PUT", "PATCH", "DELETE"),
    }.items():
        for method in methods:
            body: Json | None = None if method in ("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND") else {}
            name = f"{method} {path}"
            yield call(name, method, path, world.lead, body, status=405, code="method-not-allowed")
    for path in ("/", "/docs", "/openapi.json", "/healthz", "/readyz"):
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            name = f"{method} {path}"
            yield call(name, method, path, {}, status=405, code="method-not-allowed")


def wrong_parameters(world: World) -> Iterator[Case]:
    word = world.canaries.word()
    for path in LISTS:
        for cursor in (
            "x",
            "AAAA",
            word,
            "0" * 23,
            "%27%20OR%201=1",
            "AAAAAAAAAAAAAAAAAAAAAAAA",
            "é".encode().hex(),
        ):
            target = f"{path}?after={cursor}"
            yield call(f"GET {target}", "GET", target, world.lead, status=400, code="cursor-unknown")
        long = f"{path}?after={word}{'A' * 200}"
        yield call(
            f"GET {long[:60]}", "GET", long, world.lead, status=422, code="invalid", pointer="/query/after"
        )
        for limit in (
            "0",
            "-1",
            "501",
            "1e3",
            "99999999999999999999999",
            word,
            "1.5",
            "",
            "NaN",
            "1;DROP%20TABLE",
        ):
            target = f"{path}?limit={limit}"
            yield call(
                f"GET {target}", "GET", target, world.lead, status=422, code="invalid", pointer="/query/limit"
            )  # fmt: skip
    table = "/v1/aggregates/participation-by-lot"
    for target, name in {
        "/v1/participants?status=": "status", f"/v1/participants?status={word}": "status",
        "/v1/participants?lot=Narnia": "lot", f"/v1/participants?reference={word}{'x' * 100}": "reference",
        "/v1/participants?incomplete=perhaps": "incomplete", f"/v1/referrals?status={word}": "status",
        "/v1/referrals?overdue=2": "overdue", "/v1/placements?status=gone": "status",
        "/v1/employers?lot=north%20wales": "lot", "/v1/opportunities?kind=slavery": "kind",
        "/v1/opportunities?open=maybe": "open", "/v1/claims?decision=perhaps": "decision",
        f"/v1/claims?enrolment={word}": "enrolment", f"/v1/claims?participant={word}": "participant",
        f"/v1/claims?category={word}": "category", "/v1/claims?programme=%27--": "programme",
        f"/v1/data-quality?rule={word}": "rule", "/v1/data-quality?lot=Wales": "lot",
        "/v1/data-quality/summary?as-of=soon": "as-of", table: "programme",
        f"{table}?programme=": "programme", f"{table}?programme=oows&as-of={word}": "as-of",
        **{
            f"{table}?programme=oows&as-of={day}": "as-of"
            for day in ("20190131", "1548892800", "2019-02-31", "0001-01-01", "9999-12-31", "31.1.2019")
        },
        f"{table}?programme=%3Cscript%3E": "programme",
    }.items():  # fmt: skip
        pointer = f"/query/{name}"
        yield call(
            f"GET {target[:80]}", "GET", target, world.lead, status=422, code="invalid", pointer=pointer
        )
    for target, status, code in (
        (f"/v1/participants/{world.ids['person']}?reference={word}", 422, "unknown-parameter"),
        (f"{table}?programme={word}", 422, "unknown-programme"),
        (f"/v1/aggregates/{word}?programme=oows", 404, "unknown-table"),
        (f"{table}?programme=oows&as-of=2199-01-01", 422, "as-of-in-future"),
    ):
        yield call(f"GET {target}", "GET", target, world.lead, status=status, code=code)


def wrong_headers(world: World) -> Iterator[Case]:
    word, number = world.canaries.word(), world.canaries.ni_number()
    path, lead = "/v1/referrals", world.lead
    for what, value in {
        "long": "x" * 20_000,
        "very long": "x" * 60_000,
        "long words": f"{word} " * 2_000,
    }.items():
        name = f"a header that is {what}"
        yield call(name, "GET", path, lead, status=431, code="headers-too-large", X_Anything=value)
    many = {f"X-{word}-{n}": number for n in range(1_000)}
    yield call("many headers", "GET", path, lead | many, status=431, code="headers-too-large")
    for name in ("Accept", "Accept-Language"):
        yield call(
            f"{name} not ASCII", "GET", path, lead | {name: f"é{word}"}, status=400, code="bad-request"
        )
    for name in ("If-Match", "Idempotency-Key", "Content-Type"):
        kind = () if name == "Content-Type" else (("Content-Type", "application/json"),)
        headers = (*lead.items(), *kind, (name, word), (name, number))
        request = Request("POST", f"{path}/{world.ids['referral']}/accept", headers, b"{}")
        yield Case(f"{name} twice", request, 400, "bad-request")
    # what a caller makes up of itself changes nothing
    ours = {
        "X-Role": "system", "X-Organisation": str(uuid4()), "X-Forwarded-For": "127.0.0.1",
        "X-Original-URL": "/internal",
        "X-Correlation-ID": f"{word} {number}", "traceparent": f"00-{word}", "Cookie": f"who={number}",
        "X-HTTP-Method-Override": "DELETE", "Dolen-Role": "service", "Referer": f"http://{word}/{number}",
        "User-Agent": f"{word} {number}", "Forwarded": f"for={word}", "Expect": word,
        "Host": f"{word}.example",
        "Accept": "text/csv;q=NaN, */*;q=1e999", "Accept-Language": f"{word};q=0.5, cy;q=nan",
        "Range": "bytes=0-1,2-3", "If-None-Match": "*", "TE": word, "Upgrade": "h2c",
    }  # fmt: skip
    for name, value in ours.items():
        target = f"/v1/participants/{world.ids['their person']}"
        yield call(
            f"{name} made up", "GET", target, lead | {name: value}, status=404, code="not-found"
        )  # fmt: skip


def hardly_http(world: World) -> Iterator[Case]:
    """What the HTTP parser itself refuses."""
    word = world.canaries.word().encode()
    host = b"Host: dolen.test\r\n"
    event = b"POST /v1/events HTTP/1.1\r\n" + host
    for what, whole in {
        "no request": word + b"\r\n\r\n",
        "an answer": b"HTTP/1.1 200 OK\r\n\r\n",
        "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + word,
        "NUL bytes": b"\x00" * 100 + b"\r\n\r\n",
        "a NUL in a header": b"GET / HTTP/1.1\r\nX: a\x00" + word + b"\r\n\r\n",
        "a header without a colon": b"GET / HTTP/1.1\r\n" + host + word + b"\r\n\r\n",
        "a space before the colon": b"GET / HTTP/1.1\r\n" + host + b"X : " + word + b"\r\n\r\n",
        "a space in the address": b"GET /v1/" + word + b" x HTTP/1.1\r\n" + host + b"\r\n",
        "another version": b"GET / HTTP/9.9\r\n" + host + b"\r\n",
        "an unknown method": b"KANARI / HTTP/1.1\r\n" + host + b"\r\n",
        "a path without a slash": b"GET v1/referrals HTTP/1.1\r\n" + host + b"\r\n",
        "no path": b"OPTIONS * HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n",
        "a tunnel": b"CONNECT " + word + b":443 HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n",
        "a length that is none": event + b"Content-Length: " + word + b"\r\n\r\n{}",
        "a negative length": event + b"Content-Length: -1\r\n\r\n{}",
        "two lengths": event + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
        "an endless length": event + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n{}",
        "length and chunks": event + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "chunks, not last": event + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    }.items():
        yield Case(f"hardly HTTP: {what}", Request(whole=whole), 400, "bad-request")


def other_protocols(world: World) -> Iterator[Case]:
    """Asked for over HTTP, and answered as if they had not been."""
    path = f"/v1/participants/{world.ids['their person']}"
    for protocol in ("websocket", "h2c", "TLS/1.2", world.canaries.word()):
        headers = {"Connection": "Upgrade, close", "Upgrade": protocol}
        if protocol == "websocket":
            headers |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "S2FuYXJpMTIzNDU2Nzg5MA=="}
        yield call(
            f"an upgrade to {protocol}", "GET", path, world.lead | headers, status=404, code="not-found"
        )
    absolute = f"http://{world.canaries.word()}.example{path}"
    yield call("an absolute address", "GET", absolute, world.lead, status=404, code="not-found")
