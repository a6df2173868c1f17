"""Events by file: what a charity fills in in a spreadsheet is taken as if its system had posted it."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from services.participants.forms.registry import FORMS
from services.participants.schemas import event_files
from services.participants.schemas.event_files import rows, template
from shared.web.spreadsheets import ODS, XLSX
from tests import spreadsheets
from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event

CSV = "text/csv"
TIME = "2017-03-06T10:00:00+00:00"
PERSON = {
    "id": "1", "subject": "A", "time": TIME, "programme": "oows", "lot": "North Wales",
    "local_authority": "W06000004", "person.given_name": "Siân", "person.family_name": "ap Rhys",
    "person.date_of_birth": "1985-05-01", "person.address": "1 Heol Fawr\r\nY Rhyl",
    "eligibility.stable_in_recovery": "yes", "eligibility.months_unemployed": "7",
    "eligibility.evidence": "proof_of_address\nni_number",
    "consent.to_take_part": "TRUE", "consent.given_on": "2017-03-06",
}  # fmt: skip

PostFile = Callable[..., Awaitable[httpx.Response]]


def a_file(*rows: dict[str, str]) -> bytes:
    """A file as Excel saves it, with a mark of the byte order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def a_contact(id: str, subject: str = "A", **cells: str) -> dict[str, str]:
    return {"id": id, "subject": subject, "time": TIME, "kind": "phone", "minutes": "10", **cells}


@pytest.fixture
def post_file(participants: Running, bearer: Tokens, provider: UUID) -> PostFile:
    async def post(body: bytes, form: str | None = "contact-recorded", kind: str = CSV) -> httpx.Response:
        return await participants.client.post(
            "/v1/events",
            content=body,
            params={"form": form} if form else {},
            headers={**bearer("provider", provider), "Content-Type": kind},
        )

    return post


async def test_a_row_is_taken_as_the_event_that_a_system_would_post(post_file: PostFile) -> None:
    (taken,) = (await post_file(a_file(PERSON), "registered")).json()["results"]
    assert taken["status"] == "accepted"
    (event,) = map(orjson.loads, await rows(a_file(PERSON), CSV, form="registered"))
    assert event["data"]["person"]["address"] == ["1 Heol Fawr", "Y Rhyl"]
    assert event["data"]["eligibility"] == {
        "stable_in_recovery": "yes",
        "months_unemployed": 7,
        "evidence": ["proof_of_address", "ni_number"],
    }
    assert event["data"]["consent"] == {"to_take_part": True, "given_on": "2017-03-06"}


async def test_a_file_that_is_posted_twice_does_nothing_twice(post: Posting, post_file: PostFile) -> None:
    await post(a_registration("A"))
    first, again = [
        (await post_file(a_file(a_contact("1"), a_contact("2")))).json()["results"] for _ in range(2)
    ]
    assert [each["status"] for each in first] == ["accepted"] * 2
    assert [each["status"] for each in again] == ["duplicate"] * 2


async def test_each_row_is_answered_in_its_place(post: Posting, post_file: PostFile) -> None:
    await post(a_registration("A"))
    file = a_file(
        a_contact("1"),
        a_contact("2", minutes="a while"),
        a_contact("3", subject="B"),
        a_contact("4", kind=""),
    )
    answers = (await post_file(file)).json()["results"]
    assert [each["id"] for each in answers] == ["1", "2", "3", "4"]
    assert answers[0]["status"] == "accepted"
    found = [(each["problem"]["code"], each["problem"]["errors"][0]["pointer"]) for each in answers[1:]]
    assert found == [("invalid", "/data/minutes"), ("subject-unknown", "/subject"), ("invalid", "/data/kind")]


async def test_a_column_that_the_form_does_not_have_is_an_unknown_field(
    post: Posting, post_file: PostFile
) -> None:
    await post(a_registration("A"))
    for column in ("minuts", "person", "note.text", "data", "specversion", "type"):
        (answer,) = (await post_file(a_file({**a_contact("1"), column: "x"}))).json()["results"]
        mistake = {"pointer": "/data", "code": "extra_forbidden", "detail": "This field is not known here."}
        named = {} if "." in column else {"name": column}
        assert answer["problem"]["errors"] == [mistake | named]
    clash = a_file({**PERSON, "person": "Siân"})
    (answer,) = (await post_file(clash, "registered")).json()["results"]
    assert {each["pointer"] for each in answer["problem"]["errors"]} == {"/data/person"}


async def test_what_a_spreadsheet_leaves_at_the_edges_is_no_event() -> None:
    text = "id,subject,time,kind,,\r\n1,A,2017-03-06T10:00:00Z,phone,,\r\n,,,,,\r\n\r\n"
    (event,) = map(orjson.loads, await rows(text.encode(), CSV, form="contact-recorded"))
    assert event["data"] == {"kind": "phone"}


@pytest.mark.parametrize(
    ("form", "column", "cell", "said"),
    [
        ("contact-recorded", "minutes", "-1", -1),
        ("contact-recorded", "minutes", "1" * 5000, "1" * 5000),
        ("contact-recorded", "minutes", "=1+1", "=1+1"),
        ("contact-recorded", "minutes", "٣", "٣"),
        ("activity-recorded", "hours", "7.5", 7.5),
        ("activity-recorded", "hours", "1e9", "1e9"),
        ("action-plan-agreed", "signed_by_mentor", "yes", "yes"),
        ("action-plan-agreed", "goals", "Work outdoors\n\n Drive ", ["Work outdoors", "Drive"]),
        ("assessed", "needs", "housing: damp: since May\nmoney: debts",
         {"housing": "damp: since May", "money": "debts"}),
        ("assessed", "needs", "housing", "housing"),
    ],
)  # fmt: skip
async def test_a_cell_is_read_as_what_its_field_is(form: str, column: str, cell: str, said: Any) -> None:
    (event,) = map(orjson.loads, await rows(a_file({"id": "1", column: cell}), CSV, form=form))
    assert event["data"] == {column: said}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\r\n", b",,,\n1,2,3,4\n", b"id,id\n1,2\n", b"id\n1,2\n", b'id,kind\n1,"phone\n', b'id\n"1"2\n',
        "id\nSi\u00e2n\n".encode("latin-1"), "id\n1\n".encode("utf-16"), b"PK\x03\x04\x14\x00\x99",
        b"id\n" + b"x" * 200_000,
    ],
)  # fmt: skip
async def test_a_file_that_cannot_be_read_is_refused_whole(post_file: PostFile, body: bytes) -> None:
    answer = await post_file(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "file-unreadable")


@pytest.mark.parametrize("form", [None, "", "contact_recorded", "contact-recorded.csv", "x" * 1000])
async def test_a_file_without_the_name_of_a_form_is_refused(post_file: PostFile, form: str | None) -> None:
    answer = await post_file(a_file(a_contact("1")), form)
    assert (answer.status_code, answer.json()["code"]) == (422, "form-unknown")


async def test_a_file_has_as_many_rows_as_a_batch(post_file: PostFile) -> None:
    most = [a_contact(str(number), subject="nobody") for number in range(1001)]
    assert len((await post_file(a_file(*most[1:]))).json()["results"]) == 1000
    answer = await post_file(a_file(*most))
    assert (answer.status_code, answer.json()["code"]) == (413, "batch-too-large")


async def test_no_form_turns_an_event_into_a_row(post: Posting, post_file: PostFile) -> None:
    await post(a_registration("A"))
    event = orjson.dumps(an_event("contact-recorded", "A", {"kind": "phone"}))
    (taken,) = (await post_file(event, kind="application/cloudevents+json")).json()["results"]
    assert taken["status"] == "accepted"


@pytest.mark.parametrize("form", FORMS)
async def test_every_form_has_a_template(
    participants: Running, bearer: Tokens, provider: UUID, form: str
) -> None:
    answer = await participants.client.get(
        f"/v1/event-templates/{form}.csv", headers=bearer("provider", provider)
    )
    assert answer.headers["content-type"].startswith(CSV)
    (names,) = csv.reader(io.StringIO(answer.text))
    assert {"id", "subject", "time"} < set(names)
    fields = {field.alias or name for each in FORMS[form] for name, field in each.model_fields.items()}
    assert {name.split(".")[0] for name in names} - set(event_files.ATTRIBUTES) == fields - {"programme"}


async def test_a_form_that_is_none_has_no_template(
    participants: Running, bearer: Tokens, provider: UUID
) -> None:
    for name in ("contact", "..%2fx", "registered.csv"):
        answer = await participants.client.get(
            f"/v1/event-templates/{name}.csv", headers=bearer("provider", provider)
        )
        assert answer.status_code == 404
    refused = await participants.client.get(
        "/v1/event-templates/registered.csv", headers=bearer("apb", uuid4())
    )
    assert refused.status_code == 403


async def test_a_template_is_read_by_what_reads_files() -> None:
    for form in FORMS:
        assert await rows(template(form).encode(), CSV, form=form) == []


HEAD = ["id", "subject", "time", "kind", "minutes"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (XLSX, spreadsheets.xlsx(HEAD, [1, "A", datetime(2017, 3, 6, 10, tzinfo=UTC), "phone", 10])),
        (ODS, spreadsheets.ods(HEAD, ["1", "A", TIME, "phone", "10"])),
    ],
)
async def test_a_spreadsheet_is_taken_as_its_rows_in_csv(
    post: Posting, post_file: PostFile, kind: str, body: bytes
) -> None:
    await post(a_registration("A"))
    (taken,) = (await post_file(body, kind=kind)).json()["results"]
    assert taken["status"] == "accepted"
    (event,) = map(orjson.loads, await rows(body, kind, form="contact-recorded"))
    assert (event["time"], event["data"]) == (TIME, {"kind": "phone", "minutes": 10})
    (again,) = (await post_file(a_file(a_contact("1")))).json()["results"]
    assert again["status"] == "duplicate"


async def test_a_cell_of_a_spreadsheet_is_what_it_shows() -> None:
    body = spreadsheets.xlsx(
        ["id", "time", "kind", "minutes", "left_on"],
        [2017.0, datetime(2017, 7, 6, tzinfo=UTC), True, "=1+1", datetime(2017, 7, 6, tzinfo=UTC)],
    )
    (event,) = map(orjson.loads, await rows(body, XLSX, form="contact-recorded"))
    assert (event["id"], event["time"]) == ("2017", "2017-07-06T00:00:00+01:00")
    assert event["data"] == {"kind": "true", "minutes": 2, "left_on": "2017-07-06"}


async def test_empty_rows_and_columns_of_a_spreadsheet_are_no_events() -> None:
    body = spreadsheets.xlsx(["id", "kind", ""], [], ["1", "phone", ""], ["", " ", ""])
    (event,) = map(orjson.loads, await rows(body, XLSX, form="contact-recorded"))
    assert event["data"] == {"kind": "phone"}


@pytest.mark.parametrize("kind", [XLSX, ODS])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04\x14\x00\x99", id="cut off"),
        pytest.param(b"id,kind\n1,phone\n", id="CSV"),
        pytest.param(spreadsheets.xlsx([]), id="empty"),
        pytest.param(spreadsheets.xlsx(["id", "id"]), id="a column twice"),
        pytest.param(spreadsheets.zipped({"a.txt": "x"}), id="another archive"),
        pytest.param(spreadsheets.far_away(), id="a cell far away"),
        pytest.param(spreadsheets.bomb(), id="a bomb"),
        pytest.param(spreadsheets.ods(HEAD, ["x"] * 16_000, repeated=1_048_576), id="a row repeated"),
    ],
)
async def test_a_spreadsheet_that_cannot_be_read_in_its_bounds_is_refused_whole(
    post_file: PostFile, kind: str, body: bytes
) -> None:
    answer = await post_file(body, kind=kind)
    assert (answer.status_code, answer.json()["code"]) == (400, "file-unreadable")


async def test_a_spreadsheet_has_as_many_rows_as_a_batch(post_file: PostFile) -> None:
    row = ["1", "nobody", TIME, "phone", "5"]
    assert len((await post_file(spreadsheets.xlsx(HEAD, *[row] * 1000), kind=XLSX)).json()["results"]) == 1000
    for body, kind in (
        (spreadsheets.xlsx(HEAD, *[row] * 1001), XLSX),
        (spreadsheets.ods(HEAD, row, repeated=5000), ODS),
    ):
        answer = await post_file(body, kind=kind)
        assert (answer.status_code, answer.json()["code"]) == (413, "batch-too-large")
