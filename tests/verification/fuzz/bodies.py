"""Bodies posted to `/v1/events` that are no events: too large, too deep, not JSON, not a batch; and batches
in which everything is refused."""

from collections.abc import Iterator
from typing import Any

from services.participants.schemas.event_limits import MOST_REFUSALS
from shared.web.spreadsheets import ODS, XLSX
from tests.spreadsheets import bomb, far_away, ods, xlsx
from tests.verification.fuzz.case import Case, an_event, encoded, json_headers
from tests.verification.fuzz.wire import Request
from tests.verification.fuzz.world import BATCH, EVENT, World

MB = 1_000_000
DEEP = 100_000


def cases(world: World) -> Iterator[Case]:
    yield from not_json(world)
    yield from not_files(world)
    yield from not_batches(world)
    yield from too_large(world)
    yield from refused_kinds(world)


def posted(
    name: str, world: World, body: bytes, status: int, code: str, *, kind: str = EVENT, **more: Any
) -> Case:
    headers = (*world.provider.items(), ("Content-Type", kind), *more.pop("headers", ()))
    return Case(name, Request(target="/v1/events", headers=headers, body=body, **more), status, code)


def not_json(world: World) -> Iterator[Case]:
    word = world.canaries.word().encode()
    event = encoded(an_event("hidden", "suspended", "OPEN-1", {"note": world.canaries.word()}))
    broken = {
        "empty": b"",
        "text": word,
        "half an event": event[: len(event) // 2],
        "something after it": event + word,
        "a byte order mark": b"\xef\xbb\xbf" + event,
        "UTF-16": event.decode().encode("utf-16"),
        "not UTF-8": event.replace(b"hidden", b"\xff\xfe").replace(b"OPEN", b"\xc3\x28"),
        "overlong UTF-8": event.replace(b"OPEN", b"\xc0\xaf"),
        "UTF-8 of a surrogate": event.replace(b"OPEN", b"\xed\xa0\x80"),
        "a NUL byte": event.replace(b"OPEN", b"OP\x00EN"),
        "only NUL bytes": b"\x00" * 1000,
        "a control character": event.replace(b"OPEN", b"OP\x1fEN"),
        "single quotes": event.replace(b'"', b"'"),
        "a comment": b"// " + word + b"\n" + event,
        "a trailing comma": event[:-1] + b",}",
        "a hexadecimal number": b'{"specversion": 0x1}',
        "NaN": b'{"data": NaN}',
        "Infinity": b'{"data": Infinity}',
        "-Infinity": b'{"data": [-Infinity]}',
        "1e999999": b'{"data": 1e999999}',
        "lists in lists": b"[" * DEEP + b"]" * DEEP,
        "objects in objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "open lists": b"[" * DEEP,
        "open objects": b'{"' + word + b'":' + b'{"a":' * DEEP,
        "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "a form": b"name=" + word,
    }
    for kind in (EVENT, BATCH):
        for name, body in broken.items():
            sent = b"[" + body + b"]" if kind == BATCH and body.startswith(b"{") else body
            yield posted(f"JSON: {name} as {kind}", world, sent, 400, "batch-unreadable", kind=kind)


def not_files(world: World) -> Iterator[Case]:
    """Files out of spreadsheets that cannot be read, and rows that are no events."""
    word = world.canaries.word
    head = "id,subject,time,kind"
    row = "1,OPEN-1,2017-03-06T10:00:00Z"
    unreadable = {
        "nothing": b"",
        "UTF-16": f"{head}\n{row},{word()}\n".encode("utf-16"),
        "Latin-1": f"{head}\n{row},Si\u00e2n {word()}\n".encode("latin-1"),
        "a workbook": b"PK\x03\x04\x14\x00\x08\x99" + word().encode(),
        "a quote left open": f'{head}\n{row},"{word()}\n'.encode(),
        "a column twice": f"{head},kind\n{row},phone,{word()}\n".encode(),
        "a row too long": f"{head}\n{row},phone,{word()}\n".encode(),
        "a huge cell": f"{head}\n{row},{word() * 40_000}\n".encode(),
        "two million columns twice": b"a," * 2_000_000,
    }
    for name, body in unreadable.items():
        yield _file(f"a file: {name}", world, body, status=400, code="file-unreadable")
    for kind in (XLSX, ODS):
        for name, body in (*unreadable.items(), ("a cell far away", far_away()), ("a bomb", bomb())):
            yield _file(f"{kind}: {name}", world, body, kind=kind, status=400, code="file-unreadable")
    for form in ("", word(), "contact-recorded.csv", "..%2Fregistered"):
        yield _file(f"a form {form!r}", world, b"id\n", form=form, status=422, code="form-unknown")
    rows = f"{head}\n" + f"{row},phone\n" * 1_000_000
    yield _file("too many rows", world, rows.encode()[: 5 * 1024 * 1024], status=413, code="batch-too-large")
    for cell in ("=1+1", "=HYPERLINK(0)", "@SUM(1)", "+1", word(), "null", "[]", "{}"):
        body = f"{head}\n{row},{cell}\n".encode()
        yield _file(f"a cell {cell}", world, body, code="invalid", pointer="/data/kind", results=1, id="1")
        cells = [*row.split(","), cell]
        for kind, body in ((XLSX, xlsx(head.split(","), cells)), (ODS, ods(head.split(","), cells))):
            shown = "2" if cell.startswith("=") and kind == XLSX else cell
            name = f"a cell {shown} in {kind}"
            yield _file(name, world, body, kind=kind, code="invalid", pointer="/data/kind", results=1, id="1")
    for column in (word(), "data", "kind.of", "__class__"):
        body = f"{head},{column}\n{row},phone,{word()}\n".encode()
        yield _file(f"a column {column}", world, body, code="invalid", pointer="/data", results=1, id="1")


def _file(
    name: str,
    world: World,
    body: bytes,
    *,
    kind: str = "text/csv",
    form: str = "contact-recorded",
    status: int = 200,
    **said: Any,
) -> Case:
    headers = json_headers(world.provider, kind)
    return Case(name, Request(target=f"/v1/events?form={form}", headers=headers, body=body), status, **said)


def not_batches(world: World) -> Iterator[Case]:
    event = an_event("alone", "suspended", "OPEN-1", {})
    for name, value in {
        "an object": event, "null": None, "a number": 7, "a text": world.canaries.word(), "true": True,
        "a batch in an object": {"events": [event]},
    }.items():  # fmt: skip
        yield posted(f"a batch is {name}", world, encoded(value), 400, "batch-unreadable", kind=BATCH)
    for count in (1001, 5000):
        name = f"a batch of {count}"
        yield posted(name, world, encoded([event] * count), 413, "batch-too-large", kind=BATCH)
    for count in (2, 50, 1000):
        events = [
            an_event(f"{count}: {n}", "suspended", "OPEN-1", {world.canaries.either(): 1})
            for n in range(count)
        ]
        request = Request(
            target="/v1/events", headers=json_headers(world.provider, BATCH), body=encoded(events)
        )
        looked_at = min(count, MOST_REFUSALS)
        yield Case(
            f"a batch of {count} that is all wrong", request, 200, "invalid", "/data",
            results=looked_at, abandoned=count - looked_at,
        )  # fmt: skip
    event = an_event("doubled", "suspended", "REST-1", {})
    for name, body in _doubled(event).items():
        request = Request(target="/v1/events", headers=json_headers(world.provider, EVENT), body=body)
        yield Case(f"a key that comes twice: {name}", request, 409, "already-suspended")


def _doubled(event: dict[str, Any]) -> dict[str, bytes]:
    """The last of two keys counts, for everybody who reads it."""
    body = encoded(event)
    return {
        "subject": b'{"subject": "OPEN-1",' + body[1:],
        "data": b'{"data": 7,' + body[1:],
        "type": b'{"type": "cymru.dolen.participant.rejoined.v1",' + body[1:],
    }


def too_large(world: World) -> Iterator[Case]:
    padding = b'{"note": "' + world.canaries.word().encode() + b"x" * 10 * MB + b'"}'
    for kind in (EVENT, BATCH):
        yield posted(f"10 MB, length told, {kind}", world, padding, 413, "too-large", kind=kind)
        yield posted(f"10 MB in chunks, {kind}", world, padding, 413, "too-large", kind=kind, is_chunked=True)
    just = b" " * (5 * 1024 * 1024 + 1)
    yield posted("a byte too many", world, just, 413, "too-large")
    yield posted("a byte too many, in chunks", world, just, 413, "too-large", is_chunked=True)
    for length in (10 * MB, 10**15, 2**63 - 1):
        yield posted(
            f"{length} bytes promised",
            world,
            b"",
            413,
            "too-large",
            headers=(("Content-Length", str(length)),),
        )


def refused_kinds(world: World) -> Iterator[Case]:
    event = encoded(an_event("another kind", "suspended", "OPEN-1", {}))
    for kind in (
        "text/json", "text/plain", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "application/cloudevents", "application/cloudevents+xml", "application/cloudevents+json2", "", "*/*",
        "application/cloudevents+json; charset=utf-16", "application/cloudevents+json; charset=iso-8859-1",
        f"text/{world.canaries.word()}",
    ):  # fmt: skip
        yield posted(f"kind {kind!r}", world, event, 415, "unsupported-media-type", kind=kind)
    for coding in ("deflate", "br", "identity, gzip", world.canaries.word()):
        packed = b"\x1f\x8b\x08\x00" + event
        yield posted(
            f"packed as {coding}", world, packed, 415, "unsupported-media-type",
            headers=(("Content-Encoding", coding),),
        )  # fmt: skip
    request = Request(target="/v1/events", headers=tuple(world.provider.items()), body=event)
    yield Case("no kind at all", request, 415, "unsupported-media-type")
    twice = (("Content-Type", BATCH),)
    yield posted("two kinds", world, event, 400, "bad-request", headers=twice)
    yield posted("kind with a NUL", world, event, 400, "bad-request", kind="application/json\x00")
