"""A provider can try events out, and reconcile what it posted with what was accepted."""

from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from shared.clock import date_in_wales, now
from shared.web.spreadsheets import XLSX
from tests import spreadsheets
from tests.conftest import Running, Tokens
from tests.readings import of_provider
from tests.services.participants.conftest import BATCH, Posting, a_registration, an_event

SOURCE = "https://crm.example/a%b"


@pytest.fixture
def headers(bearer: Tokens, provider: UUID) -> dict[str, str]:
    return bearer("provider", provider)


def address(source: str, id: str) -> str:
    return f"/v1/events/{quote(source, safe='')}/{quote(id, safe='')}"


def a_contact(subject: str = "A", **differences: Any) -> dict[str, Any]:
    return an_event("contact-recorded", subject, {"kind": "group"}, **differences)


async def try_out(
    participants: Running, headers: dict[str, str], body: Any, kind: str = BATCH, query: str = ""
) -> httpx.Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    path = f"/v1/events?dry-run=true{query}"
    return await participants.client.post(path, content=content, headers=headers | {"Content-Type": kind})


async def test_a_receipt_says_what_an_event_led_to(
    participants: Running, headers: dict[str, str], post: Posting, provider: UUID
) -> None:
    (registered,) = await post(a_registration("A"))
    await post(a_contact(source=SOURCE, id="c/1"))
    answer = await participants.client.get(address(SOURCE, "c/1"), headers=headers)
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    assert receipt.pop("accepted_at")
    record = receipt.pop("record")
    assert receipt == {
        "type": "cymru.dolen.participant.contact-recorded.v1",
        "participant": registered["participant"],
        "enrolment": registered["enrolment"],
    }
    [read] = await of_provider(participants, provider)
    assert (str(read["participant"]), read["fields"], list(map(str, read["things"]))) == (
        registered["participant"],
        ["records"],
        [record],
    )
    shown = await participants.client.get(f"/v1/participants/{registered['participant']}", headers=headers)
    assert record in shown.text


async def test_there_is_no_receipt_of_what_was_not_accepted_or_is_somebody_elses(
    participants: Running, bearer: Tokens, headers: dict[str, str], post: Posting
) -> None:
    await post(a_registration("A"))
    event = a_contact(source=SOURCE)
    await post(event, a_contact("B", source=SOURCE, id="rejected"))
    others = bearer("provider", uuid4())
    for path, who in (
        (address(SOURCE, event["id"]), others),
        (address(SOURCE, "rejected"), headers),
        (address("urn:another", event["id"]), headers),
        ("/v1/events/a/b/c", headers),
    ):
        answer = await participants.client.get(path, headers=who)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    board = await participants.client.get(address(SOURCE, event["id"]), headers=bearer("apb", uuid4()))
    assert board.status_code == 403


async def test_there_is_no_receipt_of_somebody_who_was_erased(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    (registered,) = await post(event := a_registration("A"))
    lead = bearer("lead", provider)
    path = f"/v1/participants/{registered['participant']}/erasure"
    erased = await participants.client.post(path, json={"reason": "objected"}, headers=lead)
    assert erased.status_code == 200, erased.text
    answer = await participants.client.get(address(event["source"], event["id"]), headers=lead)
    assert answer.status_code == 404


async def test_accepted_events_are_counted_by_day_and_type(
    participants: Running, headers: dict[str, str], post: Posting
) -> None:
    session = an_event("contact-recorded", "A", {"kind": "group", "also_came": ["B"]})
    await post(a_registration("A"), a_registration("B"), session, a_contact(), a_contact("NOBODY"))
    await post(session)
    today = date_in_wales(now()).isoformat()
    answer = await participants.client.get(f"/v1/events/counts?from={today}&to={today}", headers=headers)
    assert answer.json()["items"] == [
        {"day": today, "type": f"cymru.dolen.participant.{name}.v1", "accepted": 2}
        for name in ("contact-recorded", "registered")
    ]
    before = await participants.client.get("/v1/events/counts?from=2017-01-01&to=2017-12-31", headers=headers)
    assert before.json() == {"items": []}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2019-01-02&to=2019-01-01", "period-unusable"),
        ("from=2019-01-01&to=2020-01-02", "period-unusable"),
        ("from=2019-01-01&to=9999-12-31", "invalid"),
        ("from=2019-01-01", "invalid"),
        ("from=yesterday&to=2019-01-01", "invalid"),
    ],
)
async def test_a_period_that_cannot_be_counted_is_refused(
    participants: Running, headers: dict[str, str], query: str, code: str
) -> None:
    answer = await participants.client.get(f"/v1/events/counts?{query}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_dry_run_answers_as_if_and_stores_nothing(
    participants: Running, headers: dict[str, str], post: Posting, provider: UUID
) -> None:
    events = [a_registration("A"), a_contact(), an_event("resumed", "A", {}), a_contact("B")]
    tried = (await try_out(participants, headers, events)).json()["results"]
    assert [each["status"] for each in tried] == ["accepted", "accepted", "rejected", "rejected"]
    assert not {"participant", "enrolment"} & tried[0].keys()
    listed = await participants.client.get("/v1/participants", headers=headers)
    assert listed.json()["items"] == []
    assert await of_provider(participants, provider) == []
    posted = await post(*events)
    assert [each["status"] for each in posted] == [each["status"] for each in tried]
    again = (await try_out(participants, headers, events[:1])).json()["results"]
    assert again == [posted[0] | {"status": "duplicate"}]


async def test_a_dry_run_of_one_event_answers_with_its_own_status(
    participants: Running, headers: dict[str, str]
) -> None:
    kind = "application/cloudevents+json"
    refused = await try_out(participants, headers, a_contact("NOBODY"), kind)
    assert (refused.status_code, refused.json()["code"]) == (422, "subject-unknown")
    assert (await try_out(participants, headers, a_registration("A"), kind)).status_code == 200
    assert (await try_out(participants, headers, a_contact("A"), kind)).status_code == 422


async def test_files_can_be_tried_out(participants: Running, headers: dict[str, str], post: Posting) -> None:
    await post(a_registration("A"))
    columns, cells = ["id", "subject", "time", "kind"], ["1", "A", "2017-03-06T10:00:00Z", "phone"]
    sheets = {
        "text/csv": "\n".join(map(",".join, (columns, cells))).encode(),
        XLSX: spreadsheets.xlsx(columns, cells),
    }
    for kind, body in sheets.items():
        answer = await try_out(participants, headers, body, kind, "&form=contact-recorded")
        assert [each["status"] for each in answer.json()["results"]] == ["accepted"]
    source = address("urn:dolen:file:contact-recorded", "1")
    assert (await participants.client.get(source, headers=headers)).status_code == 404
