"""That who somebody is was read is written down with the purpose that was checked, however many a token
claims."""

import csv
import io
from typing import Any
from uuid import UUID, uuid5

from tests.conftest import Running, Tokens
from tests.graph import told
from tests.readings import of_provider
from tests.services.participants.conftest import Posting, a_registration, an_event

SEVERAL = ["figures", "support", "z"]
CORRELATION = "0197d3c2-0000-7000-8000-000000000011"


def a_contact(subject: str) -> dict[str, Any]:
    return an_event("contact-recorded", subject, {"kind": "phone"})


async def people_read(participants: Running, provider: UUID) -> list[tuple[str, str, str]]:
    """Whom of a provider's people somebody read, who did, and for what purpose."""
    return [
        (str(row["participant"]), row["client"], row["purpose"])
        for row in await of_provider(participants, provider)
        if "identity" in row["fields"]
    ]


async def test_over_rest_the_purpose_is_the_one_of_the_route(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    (result,) = await post(a_registration("A1"))
    person = result["participant"]
    headers = bearer("provider", provider, purposes=SEVERAL)
    assert (await participants.client.get(f"/v1/participants/{person}", headers=headers)).status_code == 200
    assert await people_read(participants, provider) == [(person, f"provider@{provider}", "support")]


async def test_in_the_graph_the_purpose_is_the_one_of_the_field(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    results = await post(a_registration("A2"), a_registration("A3"))
    query = "{ participants { nodes { person { familyName } } } }"
    await told(participants, bearer("provider", provider, purposes=SEVERAL), query)
    assert sorted(await people_read(participants, provider)) == sorted(
        (each["participant"], f"provider@{provider}", "support") for each in results
    )


async def test_five_hundred_people_with_their_records_are_five_hundred_entries_in_one_statement(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    people = [f"M{n}" for n in range(500)]
    registered = await post(*(a_registration(each) for each in people))
    contacts = [a_contact(people[n % 500]) for n in range(4_165)]
    for first in range(0, len(contacts), 1_000):
        await post(*contacts[first : first + 1_000])
    answer = await told(
        participants,
        {**bearer("lead", provider), "X-Correlation-Id": CORRELATION},
        "{ participants(first: 500) { nodes { id person { familyName } enrolments { records { id } } } } }",
    )
    async with participants.app.state.context.begin_as_worker() as work:
        statements = await (await work.connection()).fetch(
            "SELECT DISTINCT xmin::text, cmin::text FROM reading WHERE provider = $1", provider
        )
    assert len(statements) == 1
    nodes = answer["participants"]["nodes"]
    shown = {
        node["id"]: {each["id"] for enrolment in node["enrolments"] for each in enrolment["records"]}
        for node in nodes
    }
    assert sum(map(len, shown.values())) == 4_665
    entries = await of_provider(participants, provider)
    of_records = [row for row in entries if row["route"] == "Enrolment.records"]
    assert {str(row["participant"]): set(map(str, row["things"])) for row in of_records} == shown
    for field in ("Query.participants", "Participant.person"):
        read = [str(row["participant"]) for row in entries if row["route"] == field]
        assert sorted(read) == sorted(each["participant"] for each in registered)
    assert {(row["user_id"], row["correlation_id"], row["purpose"]) for row in entries} == {
        (uuid5(provider, "lead").hex, CORRELATION, "support")
    }


async def test_the_one_beyond_a_page_was_not_shown(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(*(a_registration(f"P{n}") for n in range(3)))
    headers = bearer("lead", provider)
    answer = await participants.client.get("/v1/participants?limit=2", headers=headers)
    shown = [each["participant_id"] for each in answer.json()["items"]]
    assert [str(row["participant"]) for row in await of_provider(participants, provider)] == shown


async def test_people_as_csv_are_those_of_the_list_and_each_is_written_down(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    results = await post(a_registration("C1"), a_registration("C2"))
    headers = bearer("provider", provider)
    listed = (await participants.client.get("/v1/participants", headers=headers)).json()["items"]
    before = len(await of_provider(participants, provider))
    answer = await participants.client.get("/v1/participants.csv", headers=headers)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["id"], row["reference"], row["status"]) for row in rows] == [
        (each["id"], each["reference"], each["status"]) for each in listed
    ]
    assert not {"given_name", "family_name", "national_insurance_number"} & rows[0].keys()
    entries = (await of_provider(participants, provider))[before:]
    assert sorted(str(each["participant"]) for each in entries) == sorted(
        each["participant"] for each in results
    )
