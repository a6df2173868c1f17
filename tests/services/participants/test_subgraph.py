"""Participants' part of the graph: a provider's people with everything known, and who carries how many."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event

from services.participants.domain.caseload import Share, caseload
from services.participants.domain.mentor import mentor_id
from shared.statistics import suppress_and_round
from tests.conftest import Running, Tokens
from tests.graph import ask, codes, entities, told
from tests.readings import of_provider
from tests.services.participants.conftest import Posting, a_registration, an_event

PEOPLE = """query ($reference: String, $after: String) {
  participants(reference: $reference, first: 2, after: $after) {
    nodes {
      id reference
      person { givenName dateOfBirth nationalInsuranceNumber address }
      enrolments {
        status lot { code } operation { esfArea strand } mentor { reference openParticipants }
        characteristics { name value } records { kind answers }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


async def test_a_provider_sees_its_people_with_everything_known(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(
        a_registration("G1"),
        an_event("assessed", "G1", {"form": "P2.1", "gender": "female"}),
        an_event("mentor-allocated", "G1", {"mentor": "M-1"}),
    )
    data = await told(participants, bearer("provider", provider), PEOPLE, reference="G1")
    (person,) = data["participants"]["nodes"]
    assert person["person"] == {
        "givenName": "Siân",
        "dateOfBirth": "1985-05-01",
        "nationalInsuranceNumber": None,
        "address": [],
    }
    (enrolment,) = person["enrolments"]
    assert enrolment["status"] == "OPEN"
    assert enrolment["operation"] == {"esfArea": "West Wales and the Valleys", "strand": "25+"}
    assert enrolment["mentor"] == {"reference": "M-1", "openParticipants": 1}
    assert {"name": "gender", "value": "female"} in enrolment["characteristics"]
    assert {each["kind"] for each in enrolment["records"]} == {"registered", "assessed", "mentor-allocated"}


async def test_each_reading_of_who_people_are_is_written_down(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    results = await post(a_registration("G2"), a_registration("G3"))
    query = "{ participants { nodes { person { familyName } } } }"
    await told(participants, bearer("provider", provider), query)
    reads = [row for row in await of_provider(participants, provider) if "identity" in row["fields"]]
    assert {str(row["participant"]) for row in reads} == {each["participant"] for each in results}


async def test_who_somebody_is_is_not_written_as_read_where_only_their_enrolment_was(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(a_registration("G4"))
    query = "{ participants { nodes { enrolments { status } } } }"
    await told(participants, bearer("provider", provider), query)
    [read] = await of_provider(participants, provider)
    assert (read["route"], read["fields"]) == ("Query.participants", ["characteristics", "enrolment"])


async def test_who_has_not_the_purpose_of_support_sees_nothing_of_people(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    (result,) = await post(a_registration("G5"))
    headers = bearer("provider", provider, purposes=["figures"])
    said = await entities(
        participants,
        headers,
        "id person { familyName } reference",
        {"__typename": "Participant", "id": result["participant"]},
    )
    assert codes(said) == ["not-permitted"] * 2
    assert said["data"]["_entities"] == [{"id": result["participant"], "person": None, "reference": None}]


async def test_anothers_person_is_answered_as_one_that_is_not_there(
    participants: Running, bearer: Tokens, post: Posting
) -> None:
    (result,) = await post(a_registration("G6"))
    stranger = bearer("provider", uuid4())
    for id in (result["participant"], str(uuid4()), "no id at all"):
        said = await ask(participants, stranger, "query ($id: ID!) { participant(id: $id) { id } }", id=id)
        assert (said["data"], codes(said)) == ({"participant": None}, ["not-found"])


async def test_people_come_page_by_page_each_once(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(*(a_registration(f"P{number}") for number in range(5)))
    headers, seen, after = bearer("provider", provider), [], None
    for size in (2, 2, 1):
        page = (await told(participants, headers, PEOPLE, after=after))["participants"]
        assert len(page["nodes"]) == size
        seen += [each["reference"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert sorted(seen) == [f"P{number}" for number in range(5)]


async def test_a_page_that_is_too_large_is_refused(participants: Running, bearer: Tokens) -> None:
    said = await ask(participants, bearer("provider"), "{ participants(first: 501) { nodes { id } } }")
    assert codes(said) == ["page-too-large"]


async def test_a_reference_is_answered_for_fifty_people_with_one_question(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    results = await post(*(a_registration(f"F{number}") for number in range(50)))
    references = [{"__typename": "Participant", "id": each["participant"]} for each in results]
    asked: list[Any] = []
    engine = participants.app.state.context.engine

    def note(*statement: Any) -> None:
        asked.append(statement[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        said = await entities(
            participants, bearer("provider", provider), "reference person { familyName }", *references
        )
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert [each["reference"] for each in said["data"]["_entities"]] == [f"F{n}" for n in range(50)]
    assert len(asked) <= 2, asked


CASELOAD = "caseload { protection open suspended withoutMentor mentors openPerMentor byMentor { open } }"


async def test_a_lots_caseload_is_spread_over_its_mentors(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(
        *(a_registration(f"C{number}") for number in range(4)),
        an_event("mentor-allocated", "C0", {"mentor": "M-1"}),
        an_event("mentor-allocated", "C1", {"mentor": "M-1"}),
        an_event("mentor-allocated", "C2", {"mentor": "M-2"}),
        an_event("suspended", "C2", {}),
    )
    lot = {"__typename": "Lot", "code": "North Wales"}
    said = await entities(participants, bearer("lead", provider), CASELOAD, lot)
    assert said["data"]["_entities"][0]["caseload"] == {
        "protection": None,
        "open": 3,
        "suspended": 1,
        "withoutMentor": 1,
        "mentors": 1,
        "openPerMentor": 2.0,
        "byMentor": [{"open": 2}],
    }


MENTOR = "reference openParticipants suspendedParticipants redParticipants"


async def test_a_mentor_without_an_open_file_is_found_with_none(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(
        *(a_registration(f"N{number}") for number in range(2)),
        an_event("mentor-allocated", "N0", {"mentor": "M-left"}),
        an_event("exited", "N0", {}),
        an_event("mentor-allocated", "N1", {"mentor": "M-first"}),
        an_event("mentor-allocated", "N1", {"mentor": "M-second"}),
    )
    await post(an_event("mentor-allocated", "N1", {"mentor": "M-first"}))
    keys = participants.app.state.context.keys
    names = ("M-left", "M-first", "M-second")
    mentors = [
        {"__typename": "Mentor", "id": str(mentor_id(keys.derived_id, provider, name))} for name in names
    ]
    said = await entities(participants, bearer("lead", provider), MENTOR, *mentors)
    assert [(each["reference"], each["openParticipants"]) for each in said["data"]["_entities"]] == [
        ("M-left", 0), ("M-first", 1), ("M-second", 0),
    ]  # fmt: skip


async def test_anothers_mentor_and_one_who_was_never_allocated_are_not_found(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(a_registration("N2"), an_event("mentor-allocated", "N2", {"mentor": "M-theirs"}))
    stranger, keys = bearer("lead", uuid4()), participants.app.state.context.keys
    for reference in ("M-theirs", "M-nobody"):
        mentor = {"__typename": "Mentor", "id": str(mentor_id(keys.derived_id, provider, reference))}
        assert codes(await entities(participants, stranger, "openParticipants", mentor)) == ["not-found"]


async def test_a_board_is_shown_a_protected_caseload_of_its_own_lots_and_no_mentor(
    participants: Running, bearer: Tokens, post: Posting
) -> None:
    await post(*(a_registration(f"B{number}") for number in range(12)))
    lot = {"__typename": "Lot", "code": "North Wales"}
    exact = (await entities(participants, bearer("wg"), "caseload { open }", lot))["data"]["_entities"][0]
    board = bearer("apb", lots=["North Wales"])
    said = await entities(participants, board, CASELOAD, lot)
    shown = said["data"]["_entities"][0]["caseload"]
    assert (shown["open"], shown["protection"]) == (suppress_and_round(exact["caseload"]["open"]), "10-5")
    assert (shown["byMentor"], codes(said)) == (None, ["not-permitted"])
    assert codes(await entities(participants, bearer("apb", lots=["Powys"]), CASELOAD, lot)) == ["not-found"]


async def test_a_board_has_no_row_of_another_lot_nor_of_who_somebody_is(
    participants: Running, bearer: Tokens, post: Posting
) -> None:
    await post(a_registration("R1"))
    board = participants.app.state.tokens
    caller = await board.verify(bearer("apb", lots=["Powys"])["Authorization"].removeprefix("Bearer "))
    async with participants.app.state.context.begin(caller) as work:
        connection = await work.connection()
        lots = {row["lot"] for row in await connection.fetch("SELECT DISTINCT lot FROM enrolment")}
        people = await connection.fetchval("SELECT count(*) FROM participant")
    assert lots <= {"Powys"}
    assert people == 0


def test_a_mentor_with_nobody_left_has_no_caseload() -> None:
    ours, one, other = uuid4(), uuid4(), uuid4()
    told_of = caseload([Share(ours, one, 3, 0, 1), Share(ours, other, 0, 2, 0), Share(ours, None, 4, 0, 0)])
    assert (told_of.open, told_of.suspended, told_of.without_mentor) == (7, 2, 4)
    assert [each.id for each in told_of.mentors] == [one]
