"""One hostile or broken thing to send, and the answer that is documented for it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from tests.verification.fuzz.wire import Headers, Request
from tests.verification.fuzz.world import BATCH, NAMESPACE, World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """`pointer`, where given, is among those of the problem's `errors`. `results` is how many rejected events
    are answered with 200, each of them with the code and pointer; without it the request itself is refused
    with `status`."""

    name: str
    request: Request
    status: int
    code: str
    pointer: str | None = None
    results: int = 0
    id: str | None = None
    """What the answer may call the event, and nothing else of what was sent."""
    retry: bool = False
    abandoned: int = 0
    """How many more results follow, of events that were not looked at."""


def json_headers(headers: Json, kind: str = "application/json") -> Headers:
    return (*headers.items(), ("Content-Type", kind))


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


def an_event(name: str, kind: str, subject: str, data: Any, /, **differences: Any) -> Json:
    """An event that is good but for what is said; a difference of `...` leaves an attribute out."""
    event = {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE, name)),
        "source": "urn:crm:hostile",
        "type": f"cymru.dolen.participant.{kind}.v1",
        "subject": subject,
        "time": "2017-03-06T10:00:00+00:00",
        "data": data,
    } | differences
    return {key: value for key, value in event.items() if value is not ...}


def event_case(
    name: str,
    world: World,
    event: Any,
    code: str,
    pointer: str | None = None,
    *,
    body: bytes | None = None,
    is_named: bool = True,
    retry: bool = False,
) -> Case:
    """An event posted in a batch of its own, whose result is `rejected`. `is_named`: its id is one that may
    be said back."""
    return Case(
        name=name,
        request=Request(
            target="/v1/events",
            headers=json_headers(world.provider, BATCH),
            body=b"[" + (encoded(event) if body is None else body) + b"]",
        ),
        status=200,
        code=code,
        pointer=pointer,
        results=1,
        id=event["id"] if is_named and isinstance(event, dict) else None,
        retry=retry,
    )


def call(
    name: str,
    method: str,
    target: str,
    headers: Json,
    body: Any = None,
    *,
    status: int,
    code: str,
    pointer: str | None = None,
    **more: str,
) -> Case:
    """A call with a JSON body (bytes go as they are). `more` headers replace those of `headers`."""
    told = headers | {name.replace("_", "-"): value for name, value in more.items()}
    sent = b"" if body is None else body if isinstance(body, bytes) else encoded(body)
    kind = () if body is None or "Content-Type" in told else (("Content-Type", "application/json"),)
    return Case(
        name, Request(method, target, (*told.items(), *kind), sent), status=status, code=code, pointer=pointer
    )
