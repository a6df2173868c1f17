"""Every mode of the HTTP binding is taken, and an event is recognised in another mode."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import asyncpg
import httpx
import orjson
import pytest

from services.participants.schemas.event_results import problem_of
from services.participants.schemas.intake import Misshapen, read
from shared.clock import now
from tests.conftest import Database, Running, Tokens
from tests.services.participants.conftest import BATCH, Posting, a_registration, an_event
from tests.shared.kit import a_key_ring

STRUCTURED = "application/cloudevents+json"
JSON = "application/json"
KEYS = a_key_ring()

Send = Callable[..., Awaitable[httpx.Response]]
Event = dict[str, Any]


@pytest.fixture
def send(participants: Running, bearer: Tokens, provider: UUID) -> Send:
    async def sending(
        body: Any, kind: str, query: str = "", *, organisation: UUID = provider, **headers: str
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        told = {**bearer("provider", organisation), "Content-Type": kind, **headers}
        return await participants.client.post(f"/v1/events{query}", content=content, headers=told)

    return sending


def a_contact(subject: str = "A", **data: Any) -> Event:
    return an_event("contact-recorded", subject, {"kind": "phone", "minutes": 12, **data})


def in_binary(event: Event) -> dict[str, str]:
    """The attributes of an event as headers."""
    names = [name for name in event if not name.startswith("data")]
    return {f"ce-{name}": quote(event[name], safe=" :/+") for name in names}


async def outcome(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["results"]
    return str(result["status"])


async def test_an_event_is_the_same_in_every_mode(post: Posting, send: Send) -> None:
    await post(a_registration("A"))
    event = a_contact()
    encoded = {name: value for name, value in event.items() if name != "data"} | {
        "data_base64": base64.b64encode(orjson.dumps(event["data"])).decode()
    }
    answers = [
        await send(event["data"], JSON, **in_binary(event)),
        await send(event["data"], "application/vnd.crm+json; charset=utf-8", **in_binary(event)),
        await send(event, STRUCTURED),
        await send(event, f"{STRUCTURED}; charset=UTF-8"),
        await send([event], BATCH),
        await send(event, JSON),
        await send([event], JSON),
        await send(encoded, STRUCTURED),
    ]
    assert [await outcome(each) for each in answers] == ["accepted", *["duplicate"] * 7]


async def test_attributes_in_headers_are_percent_decoded_once_and_may_be_quoted(
    post: Posting, send: Send
) -> None:
    await post(a_registration("A"))
    event = a_contact() | {"source": "urn:crm:50%25"}
    headers = in_binary(event)
    assert headers["ce-source"] == "urn:crm:50%2525"
    assert await outcome(await send(event["data"], JSON, **headers)) == "accepted"
    assert await outcome(await send(event, STRUCTURED)) == "duplicate"
    quoted = headers | {"ce-subject": '"A"', "ce-source": '"urn:crm:\\50%2525"'}
    assert await outcome(await send(event["data"], JSON, **quoted)) == "duplicate"


@pytest.mark.parametrize(
    ("headers", "body", "pointers"),
    [
        ({"ce-subject": "%ff"}, b"{}", {"/subject"}),
        ({"ce-id": "a%20b"}, b"{}", {"/id"}),
        ({}, b"", {"/data"}),
        ({"ce-data": "x"}, b"7", {"/data"}),
    ],
    ids=["not UTF-8", "a space", "no body", "data in a header"],
)
async def test_binary_mode_is_refused_at_the_attribute(
    send: Send, headers: dict[str, str], body: bytes, pointers: set[str]
) -> None:
    event = an_event("suspended", "A", {})
    answer = await send(body, JSON, **{**in_binary(event), **headers})
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} == pointers


async def test_a_body_cannot_say_more_than_the_data_in_binary_mode(send: Send) -> None:
    event = an_event("suspended", "A", {})
    answer = await send(b'{},"subject":"B"', JSON, **in_binary(event))
    assert (answer.status_code, answer.json()["code"]) == (400, "batch-unreadable")


async def test_one_rejected_event_answers_with_its_own_status(post: Posting, send: Send) -> None:
    await post(a_registration("A"))
    unknown = an_event("suspended", "B", {})
    again = an_event("resumed", "A", {})
    for event, status, code in ((unknown, 422, "subject-unknown"), (again, 409, "not-suspended")):
        for answer in (
            await send(event, STRUCTURED),
            await send(event, JSON),
            await send(event["data"], JSON, **in_binary(event)),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["retry"] is (code == "subject-unknown")
    assert (await send([unknown], BATCH)).status_code == 200
    assert (await send([unknown], JSON)).status_code == 200
    wrong = await send(an_event("suspended", "A", {}, time="yesterday"), STRUCTURED)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "written",
    [
        {"time": "2017-03-06T10:00:00Z"},
        {"time": "2017-03-06t10:00:00.000z"},
        {"time": "2017-03-06T11:00:00+01:00"},
        {"datacontenttype": "Application/JSON; charset=utf-8"},
        {"datacontenttype": "application/vnd.crm+json"},
        {"datacontenttype": None, "dataschema": None, "programme": None},
        {"traceparent": "00-1", "anything": 7},
        {"data": {"kind": "phone", "minutes": 12.0}},
        {"data": {"kind": "phone", "minutes": 12, "note": None, "mentor": None}},
        {"data": {"minutes": 12, "direction": "to_participant", "also_came": [], "kind": "phone"}},
    ],
    ids=str,
)
async def test_equal_values_are_equal(post: Posting, written: Event) -> None:
    await post(a_registration("A"))
    event = a_contact()
    assert [each["status"] for each in await post(event, {**event, **written})] == ["accepted", "duplicate"]
    other = {**event, **written, "id": str(uuid4())}
    assert [each["status"] for each in await post(other, event | {"id": other["id"]})] == [
        "accepted",
        "duplicate",
    ]


@pytest.mark.parametrize(
    "differing",
    [
        {"time": "2017-03-06T10:00:01Z"},
        {"data": {"kind": "phone", "minutes": 13}},
        {"data": {"kind": "phone"}},
        {"data": {"kind": "phone", "minutes": 12, "attendance": "cancelled"}},
        {"type": "cymru.dolen.participant.suspended.v1", "data": {}},
    ],
    ids=str,
)
async def test_another_value_is_another_event(post: Posting, differing: Event) -> None:
    await post(a_registration("A"))
    event = a_contact()
    _, refused = await post(event, {**event, **differing})
    assert refused["problem"]["code"] == "event-id-reused"


async def test_numbers_and_nulls_in_an_amendment_are_equal_too(post: Posting) -> None:
    await post(a_registration("A"))
    event = a_contact()
    name = {"source": event["source"], "id": event["id"]}
    said = {"reason": "x", "author": "y"}

    def amended(**data: Any) -> Event:
        return said | {"changes": [{"record": name, "data": {"kind": "phone", **data}}]}

    mending = an_event("records-amended", "A", amended(minutes=5))
    again = mending | {"data": amended(minutes=5.0, note=None)}
    assert [each["status"] for each in await post(event, mending, again)] == [
        "accepted",
        "accepted",
        "duplicate",
    ]


async def test_a_whole_number_with_a_fraction_of_nothing_can_be_mended_later(post: Posting) -> None:
    await post(a_registration("A"))
    event = a_contact(minutes=50.0)
    change = {"record": {"source": event["source"], "id": event["id"]}, "time": "2017-03-07T10:00:00Z"}
    mending = an_event("records-amended", "A", {"reason": "x", "author": "y", "changes": [change]})
    assert [each["status"] for each in await post(event, mending)] == ["accepted", "accepted"]


async def test_an_event_that_was_recorded_before_fingerprints_had_a_version_is_a_duplicate(
    participants: Running, database: Database, post: Posting, provider: UUID
) -> None:
    await post(a_registration("A"))
    event = a_contact() | {"extension": "x"}
    await post(event)
    keys = participants.app.state.context.keys
    sent = read(event, organisation=str(provider), now=now(), keys=keys)
    assert sent.first_fingerprint is not None
    before = await asyncpg.connect(f"{database.server}/participants")
    statement = "UPDATE record SET fingerprint = $1 WHERE id = $2"
    assert await before.execute(statement, sent.first_fingerprint(), sent.record_id) == "UPDATE 1"
    await before.close()
    assert (await post(event))[0]["status"] == "duplicate"
    assert (await post(event | {"extension": "y"}))[0]["problem"]["code"] == "event-id-reused"


async def test_half_a_character_refuses_its_event_and_no_other(post: Posting, send: Send) -> None:
    await post(a_registration("A"))
    notes = [a_contact(note=f"note {number}") for number in range(3)]
    for half in (b"\\ud83d", b"\\udc00", b"\\\\\\ud83d"):
        broken = orjson.dumps([each | {"id": str(uuid4())} for each in notes])
        answer = await send(broken.replace(b"note 1", b"note 1" + half), BATCH)
        results = answer.json()["results"]
        assert [each["status"] for each in results] == ["accepted", "rejected", "accepted"]
        assert results[1]["problem"]["errors"][0]["pointer"] == "/data/note"
    whole = orjson.dumps(a_contact()).replace(b'"phone"', b'"phone","note":"\\ud83d\\ude00 \\\\ud83d"')
    assert await outcome(await send(whole, STRUCTURED)) == "accepted"


@pytest.mark.parametrize(
    ("written", "pointer"),
    [
        ({"data_base64": "!"}, "/data_base64"),
        ({"data_base64": 7}, "/data_base64"),
        ({"data_base64": base64.b64encode(b"{").decode()}, "/data_base64"),
        ({"data_base64": "e30=", "data": {}}, "/data_base64"),
        ({"data_base64": None}, "/data"),
        ({"data_base64": base64.b64encode(b"7").decode()}, "/data"),
        ({"datacontenttype": "text/xml", "data": {}}, "/datacontenttype"),
        ({"datacontenttype": "application/json; charset=iso-8859-1", "data": {}}, "/datacontenttype"),
    ],
    ids=str,
)
def test_data_that_is_no_json_is_refused_where_it_stands(written: Event, pointer: str) -> None:
    event = {name: value for name, value in an_event("suspended", "A", {}).items() if name != "data"}
    with pytest.raises(Misshapen) as refused:
        read({**event, **written}, organisation="a", now=now(), keys=KEYS)
    said = problem_of(refused.value, "en")
    assert {each["pointer"] for each in said["errors"]} == {pointer}


async def test_a_leap_second_is_an_instant(post: Posting) -> None:
    registration = a_registration("A") | {"time": "2016-12-30T10:00:00Z"}
    contact = a_contact() | {"time": "2016-12-31T23:59:60Z"}
    assert [each["status"] for each in await post(registration, contact)] == ["accepted", "accepted"]
    (refused,) = await post(a_contact() | {"time": "2016-12-31T22:59:60Z"})
    assert refused["problem"]["code"] == "invalid"


async def test_a_misspelt_field_is_named_and_allowed_values_are_listed(post: Posting) -> None:
    (refused,) = await post(a_contact(minuts=3, kind="telephone", direction=7))
    told = {each["pointer"]: each for each in refused["problem"]["errors"]}
    assert told["/data"]["name"] == "minuts"
    assert told["/data/kind"]["allowed"] == ["face_to_face", "group", "phone", "text", "letter", "email"]
    assert told["/data/direction"]["allowed"] == ["to_participant", "from_participant"]
    (refused,) = await post(an_event("assessed", "A", {"form": "P9"}))
    assert "P2.1" in refused["problem"]["errors"][0]["allowed"]


@pytest.mark.parametrize("name", ["QQ123456C", "Siân", "sian parry", "a07700900123", "x" * 41])
async def test_a_field_is_not_named_that_could_be_anything(post: Posting, name: str) -> None:
    (refused,) = await post(an_event("contact-recorded", "A", {"kind": "phone", name: 1}))
    (mistake,) = refused["problem"]["errors"]
    assert mistake.keys() == {"pointer", "code", "detail"}
