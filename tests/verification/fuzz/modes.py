"""Events in the other modes of the HTTP binding: alone, plain JSON, in headers, in base64, compressed."""

import base64
import gzip
from collections.abc import Iterator

from tests.verification.fuzz.case import Case, Json, an_event, encoded
from tests.verification.fuzz.wire import Headers, Request
from tests.verification.fuzz.world import BATCH, EVENT, World

JSON = "application/json"
MIB = 1024 * 1024


def cases(world: World) -> Iterator[Case]:
    yield from alone(world)
    yield from in_headers(world)
    yield from in_base64(world)
    yield from half_characters(world)
    yield from compressed(world)
    yield from receipts(world)


def posted(
    name: str,
    world: World,
    body: bytes,
    status: int,
    code: str,
    pointer: str | None = None,
    *,
    kind: str = EVENT,
    headers: Headers = (),
    query: str = "",
) -> Case:
    told = (*world.provider.items(), ("Content-Type", kind), *headers)
    request = Request(target=f"/v1/events{query}", headers=told, body=body)
    return Case(name, request, status, code, pointer)


def wrong(world: World) -> Iterator[tuple[str, Json, int, str, str]]:
    """Events that are refused, each with its status, code and pointer."""
    word = world.canaries.word
    yield "unknown field", an_event("m1", "suspended", "OPEN-1", {word(): 1}), 422, "invalid", "/data"
    yield (
        "wrong value",
        an_event("m2", "contact-recorded", "OPEN-1", {"kind": word()}),
        422,
        "invalid",
        "/data/kind",
    )
    yield "nobody", an_event("m3", "suspended", word(), {}), 422, "subject-unknown", "/subject"
    yield "yesterday", an_event("m4", "suspended", "OPEN-1", {}, time=word()), 422, "invalid", "/time"
    unknown = an_event("m5", "suspended", "OPEN-1", {}, type=f"cymru.dolen.{word()}.v1")
    yield "no such type", unknown, 422, "unknown-type", "/type"
    yield "used", world.event | {"subject": "REST-1"}, 422, "event-id-reused", "/id"


def alone(world: World) -> Iterator[Case]:
    for name, event, status, code, pointer in wrong(world):
        for kind in (EVENT, JSON, f"{JSON}; charset=UTF-8"):
            for query in ("", "?dry-run=true"):
                yield posted(
                    f"alone: {name} as {kind}{query}",
                    world,
                    encoded(event),
                    status,
                    code,
                    pointer,
                    kind=kind,
                    query=query,
                )
    good = encoded(an_event("m6", "suspended", "OPEN-1", {}))
    yield posted("dry run is maybe", world, good, 422, "invalid", "/query/dry-run", query="?dry-run=kanari")
    deep = b'{"a":' * 1000 + b"1" + b"}" * 1000
    deepest = encoded(an_event("m11", "resumed", "OPEN-1", "here")).replace(b'"here"', deep)
    yield posted("alone: 1000 levels", world, deepest, 422, "invalid")
    for value in ("null", "true", "7", '"kanari"', "{}"):
        yield posted(f"alone: {value}", world, value.encode(), 422, "invalid", kind=JSON)


def in_headers(world: World) -> Iterator[Case]:
    def headers(event: Json) -> Headers:
        return tuple((f"ce-{name}", str(value)) for name, value in event.items() if name != "data")

    for name, event, status, code, pointer in wrong(world):
        for kind in (JSON, "application/vnd.crm+json"):
            body = encoded(event["data"])
            title = f"binary: {name}, {kind}"
            told = headers(event)
            yield posted(title, world, body, status, code, pointer, kind=kind, headers=told)
    event = an_event("m7", "suspended", "OPEN-1", {})
    for field, value, where in (
        ("subject", "%FF", "/subject"), ("subject", "%ED%A0%80", "/subject"), ("subject", "%00", "/subject"),
        ("id", "%0d%0aHost:%20kanari", "/id"), ("source", '"kanari \\" kanari"', "/source"),
        ("time", "%2", "/time"), ("specversion", "2.0", "/specversion"), ("type", "%", "/type"),
        ("data", "kanari", "/data"), ("id", "%C3%A9", "/id"),
    ):  # fmt: skip
        sent = headers(event | {field: value})
        code = "unknown-type" if field == "type" else "invalid"
        if field == "data":
            sent = (*headers(event), ("ce-data", value))
        body = b"" if field == "data" else b"{}"
        yield posted(f"binary: {field} {value}", world, body, 422, code, where, kind=JSON, headers=sent)
    for body in (b"{", b"{}{}", b'{},"subject":"REST-1"', b"\xff", b"[" * 100_000, b"NaN"):
        yield posted(
            f"binary: {body[:20]!r}", world, body, 400, "batch-unreadable", kind=JSON, headers=headers(event)
        )
    twice = (*headers(event), ("ce-id", "kanari"))
    yield posted("binary: an id twice", world, b"{}", 400, "bad-request", kind=JSON, headers=twice)
    deep = b'{"a":' * 200 + b"1" + b"}" * 200
    yield posted("binary: deep", world, deep, 422, "invalid", kind=JSON, headers=headers(event))
    large = encoded({"note": world.canaries.word() * 6000})
    yield posted("binary: large", world, large, 413, "event-too-large", kind=JSON, headers=headers(event))


def in_base64(world: World) -> Iterator[Case]:
    event = an_event("m8", "suspended", "OPEN-1", ...)
    many = encoded({f"kanari{number}": number for number in range(600)})
    for name, data, code, pointer in (
        ("no base64", "kanari!", "invalid", "/data_base64"),
        ("no text", 7, "invalid", "/data_base64"),
        ("no JSON", _packed(b"{kanari"), "invalid", "/data_base64"),
        ("not UTF-8", _packed(b'{"note": "\xff"}'), "invalid", "/data_base64"),
        ("deep", _packed(b"[" * 30_000), "invalid", "/data_base64"),
        ("a number", _packed(b"7"), "invalid", "/data"),
        ("600 fields", _packed(many), "too-many-fields", None),
    ):
        sent = {**event, "data_base64": data}
        yield posted(f"base64: {name}", world, encoded(sent), 422, code, pointer)
    both = {**event, "data": {}, "data_base64": _packed(b"{}")}
    yield posted("base64: and data", world, encoded(both), 422, "invalid", "/data_base64")


def half_characters(world: World) -> Iterator[Case]:
    event = encoded(an_event("m9", "suspended", "OPEN-1", {"note": "here"}))
    for half in (b"\\ud800", b"\\udc00" + world.canaries.word().encode(), b"\\ud800\\ud800"):
        for field, at in (("/subject", b"OPEN"), ("/data/note", b"here")):
            yield posted(f"half a character: {half!r}", world, event.replace(at, half), 422, "invalid", field)


def compressed(world: World) -> Iterator[Case]:
    event = encoded(an_event("m10", "suspended", world.canaries.word(), {}))
    packed = gzip.compress(event)
    coding: Headers = (("Content-Encoding", "gzip"),)
    yield posted("gzip: nobody", world, packed, 422, "subject-unknown", "/subject", headers=coding)
    for name, body in {
        "plain": event, "cut off": packed[:-3], "more after it": packed + event, "twice": packed + packed,
        "nothing": b"", "a wrong sum": packed[:-8] + b"\x00" * 8,
    }.items():  # fmt: skip
        yield posted(f"gzip: {name}", world, body, 400, "body-not-gzip", headers=coding)
    for kind in (EVENT, BATCH, JSON, "text/csv"):
        bomb = gzip.compress(b" " * 100 * MIB)
        yield posted(f"gzip: a bomb of {kind}", world, bomb, 413, "too-large", kind=kind, headers=coding)


def receipts(world: World) -> Iterator[Case]:
    word = world.canaries.word()
    for path, status, code in (
        (f"urn%3A{word}/{word}", 404, "not-found"), (f"{word}", 404, "not-found"),
        (f"a/b/{word}", 404, "not-found"), (f"..%2F{word}/a", 400, "bad-request"),
        (f"a%00{word}/a", 400, "bad-request"), ("%ff/a", 400, "bad-request"),
        ("counts", 422, "invalid"), (f"counts?from={word}&to=2019-01-01", 422, "invalid"),
        ("counts?from=2019-01-02&to=2019-01-01", 422, "period-unusable"),
    ):  # fmt: skip
        request = Request("GET", f"/v1/events/{path}", tuple(world.provider.items()))
        yield Case(f"a receipt of {path}", request, status, code)


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode()
