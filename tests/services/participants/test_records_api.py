"""Records over REST, for people whose system does not post: what each said, and how it is put right."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import Running, Tokens
from tests.graph import told
from tests.services.participants.conftest import Posting, a_registration, an_event
from tests.services.participants.mending import a_change, a_person_correction, an_amendment

EXIT = {"left_on": "2017-06-02", "kind": "planned", "reason": "employment"}


@pytest.fixture
def ask(participants: Running, bearer: Tokens, provider: UUID) -> Any:
    """Asks for a path as the provider, or as somebody else; returns status and body."""

    async def asked(method: str, path: str, **more: Any) -> tuple[int, dict[str, Any]]:
        organisation, role = more.pop("organisation", provider), more.pop("role", "provider")
        headers = {**bearer(role, organisation), **more.pop("headers", {})}
        answer = await participants.client.request(method, path, headers=headers, **more)
        return answer.status_code, answer.json()

    return asked


async def every_record(ask: Any, participant: str, limit: int = 50) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": limit}
    while True:
        status, page = await ask("GET", f"/v1/participants/{participant}/records", params=params)
        assert status == 200, page
        items += page["items"]
        if page["next"] is None:
            return items
        params["after"] = page["next"]


async def test_a_record_is_listed_with_what_it_said_before_why_and_by_whom(post: Posting, ask: Any) -> None:
    left = an_event("exited", "R1", EXIT, time="2017-06-05T10:00:00Z")
    right = {**EXIT, "left_on": "2017-06-03"}
    first, *_ = await post(
        a_registration("R1"),
        left,
        an_amendment("R1", a_change(left, data=right, time="2017-06-04T10:00:00Z")),
    )
    [record] = [each for each in await every_record(ask, first["participant"]) if each["kind"] == "exited"]
    old, new = record["versions"]
    assert (old["answers"], new["answers"]) == (EXIT, right)
    assert (old["happened_at"], new["happened_at"]) == ("2017-06-05T10:00:00Z", "2017-06-04T10:00:00Z")
    assert (old["reason"], new["reason"], new["author"]) == (None, "Mistyped", "S. Prys")
    assert (record["answers"], record["happened_at"]) == (right, "2017-06-04T10:00:00Z")
    assert record["recorded_at"] == old["recorded_at"]


async def test_pages_of_records_hold_each_once_in_the_order_they_happened(post: Posting, ask: Any) -> None:
    calls = [
        an_event("contact-recorded", "R2", {"kind": "phone"}, time=f"2017-04-{day:02}T10:00:00Z")
        for day in (9, 1, 5, 5, 3)
    ]
    first, *_ = await post(a_registration("R2"), *calls)
    for limit in (1, 2, 50):
        listed = await every_record(ask, first["participant"], limit)
        times = [each["happened_at"] for each in listed]
        assert (len({each["id"] for each in listed}), times) == (6, sorted(times))


async def test_a_correction_of_a_person_shows_old_and_new(post: Posting, ask: Any) -> None:
    first, _ = await post(a_registration("R3"), a_person_correction("R3", family_name="Right", phone="1"))
    *_, record = await every_record(ask, first["participant"])
    assert record["person"] == {
        "old": {"family_name": "ap Rhys"}, "new": {"family_name": "Right", "phone": "1"},
    }  # fmt: skip
    assert record["answers"] == {"reason": "Married", "author": "S. Prys"}


async def test_a_record_is_amended_once_however_often_it_is_asked(post: Posting, ask: Any) -> None:
    first, _ = await post(a_registration("R4"), an_event("exited", "R4", EXIT))
    [record] = [each for each in await every_record(ask, first["participant"]) if each["kind"] == "exited"]
    path = f"/v1/participants/{first['participant']}/records/{record['id']}/amend"
    body = {"reason": "Mistyped", "author": "S. Prys", "data": {**EXIT, "left_on": "2017-06-01"}}
    for _ in range(2):
        answer = await ask("POST", path, json=body, headers={"Idempotency-Key": "k-1"})
        assert answer == (
            200, {"participant": first["participant"], "enrolment": first["enrolment"]},
        )  # fmt: skip
    [record] = [each for each in await every_record(ask, first["participant"]) if each["kind"] == "exited"]
    assert [each["answers"]["left_on"] for each in record["versions"]] == ["2017-06-02", "2017-06-01"]
    status, shown = await ask("GET", f"/v1/participants/{first['participant']}")
    assert (status, shown["enrolments"][0]["left"]["on"]) == (200, "2017-06-01")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"data": {"left_on": "2017-02-30"}}, 422, "invalid", "/data/left_on"),
        ({"data": {"left": "2017-02-03"}}, 422, "invalid", "/data"),
        ({"data": 3}, 422, "invalid", "/data"),
        ({"reason": ""}, 422, "invalid", "/reason"),
        ({"time": "2199-01-01T00:00:00Z"}, 422, "time-in-future", "/time"),
        ({"unknown": 1}, 422, "invalid", ""),
        ({"withdrawn": True}, 409, "amends-into-conflict", ""),
    ],
)
async def test_what_cannot_be_is_refused_at_its_place(
    post: Posting, ask: Any, body: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    first, *_ = await post(
        a_registration("R5"), an_event("exited", "R5", EXIT), an_event("rejoined", "R5", {})
    )
    before = await every_record(ask, first["participant"])
    [record] = [each for each in before if each["kind"] == "exited"]
    path = f"/v1/participants/{first['participant']}/records/{record['id']}/amend"
    said = await ask("POST", path, json={"reason": "Mistyped", "author": "S. Prys", **body})
    assert (said[0], said[1]["code"]) == (status, code), said
    assert [each["pointer"] for each in said[1].get("errors", [{"pointer": ""}])] == [pointer]
    assert await every_record(ask, first["participant"]) == before


async def test_records_are_the_providers_own(post: Posting, ask: Any) -> None:
    first, second, _ = await post(a_registration("R6"), a_registration("R7"), an_event("exited", "R6", EXIT))
    [record] = [each for each in await every_record(ask, first["participant"]) if each["kind"] == "exited"]
    path = f"/v1/participants/{first['participant']}/records"
    amend = {"reason": "Mistyped", "author": "S. Prys", "withdrawn": True}
    other = f"/v1/participants/{second['participant']}/records/{record['id']}/amend"
    for answer in (
        await ask("GET", path, organisation=uuid4()),
        await ask("POST", f"{path}/{record['id']}/amend", json=amend, organisation=uuid4()),
        await ask("POST", other, json=amend),
        await ask("POST", f"{path}/{uuid4()}/amend", json=amend),
    ):
        assert (answer[0], answer[1]["code"]) == (404, "not-found")
    for role in ("wg", "apb", "referrer", "employment-specialist"):
        assert (await ask("GET", path, role=role))[0] == 403
        assert (await ask("POST", f"{path}/{record['id']}/amend", json=amend, role=role))[0] == 403


async def test_the_graph_shows_the_versions_of_a_record(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    left = an_event("exited", "R8", EXIT)
    first, *_ = await post(a_registration("R8"), left, an_amendment("R8", a_change(left, withdrawn=True)))
    data = await told(
        participants,
        bearer("provider", provider),
        """query($id: ID!) { participant(id: $id) { enrolments { status records(kind: "exited") {
           withdrawn versions { withdrawn reason answers } } } } }""",
        id=first["participant"],
    )
    [enrolment] = data["participant"]["enrolments"]
    assert enrolment["status"] == "OPEN"
    [record] = enrolment["records"]
    assert record["withdrawn"] is True
    assert [(each["withdrawn"], each["reason"]) for each in record["versions"]] == [
        (False, None), (True, "Mistyped"),
    ]  # fmt: skip
