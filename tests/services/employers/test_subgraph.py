"""Employers' part of the graph: the two banks, one's own placements, and a lot's opportunities counted."""

from shared.statistics import suppress_and_round
from tests.conftest import Running, Tokens
from tests.graph import codes, entities, told
from tests.services.employers.conftest import People, Staff

LOT = {"__typename": "Lot", "code": "North Wales"}


async def test_an_opportunity_is_told_with_its_employer_and_its_places(
    employers: Running, staff: Staff, people: People
) -> None:
    offer = await staff.opportunity()
    [person] = await people(1)
    await staff.propose(offer, person)
    query = """query ($id: ID!) { opportunity(id: $id) {
        kind places filled isOpen lot { code } employer { name sector { section } contacts { name } } } }"""
    data = await told(employers, staff.headers, query, id=offer["id"])
    assert data["opportunity"] == {
        "kind": "WORK_EXPERIENCE",
        "places": 12,
        "filled": 1,
        "isOpen": True,
        "lot": {"code": "North Wales"},
        "employer": {
            "name": "Archfarchnad y Gogledd",
            "sector": {"section": "G"},
            "contacts": [{"name": "Blodwen Canary"}],
        },
    }


async def test_who_to_speak_to_at_an_employer_is_for_providers_only(
    employers: Running, staff: Staff, bearer: Tokens
) -> None:
    employer = await staff.employer()
    reference = {"__typename": "Employer", "id": employer["id"]}
    said = await entities(employers, bearer("wg"), "name contacts { name }", reference)
    assert said["data"]["_entities"] == [{"name": employer["name"], "contacts": None}]
    assert codes(said) == ["not-permitted"]
    referrer = await entities(employers, bearer("referrer"), "name", reference)
    assert (referrer["data"]["_entities"], codes(referrer)) == ([None], ["not-permitted"])


async def test_a_persons_placements_are_their_providers_to_see(
    employers: Running, staff: Staff, others: Staff, people: People
) -> None:
    offer = await staff.opportunity()
    [person] = await people(1)
    made = await staff.propose(offer, person)
    await staff.post(
        f"/v1/placements/{made['id']}/end-early",
        {"by": "participant", "reason": "Not well", "ended_on": "2018-03-06"},
        expects=200,
        seen=1,
    )
    reference = {"__typename": "Participant", "id": str(person.participant)}
    fields = "placements { status proposedOn ending { on by reason } opportunity { role } employer { name } }"
    said = await entities(employers, staff.headers, fields, reference)
    assert said["data"]["_entities"][0]["placements"] == [
        {
            "status": "ENDED_EARLY",
            "proposedOn": "2018-03-05",
            "ending": {"on": "2018-03-06", "by": "PARTICIPANT", "reason": "Not well"},
            "opportunity": {"role": "Shop assistant"},
            "employer": {"name": "Archfarchnad y Gogledd"},
        }
    ]
    stranger = await entities(employers, others.headers, fields, reference)
    assert stranger["data"]["_entities"] == [{"placements": []}]


async def test_why_a_placement_ended_is_told_for_support_only(
    employers: Running, staff: Staff, people: People, bearer: Tokens
) -> None:
    offer = await staff.opportunity()
    [person] = await people(1)
    made = await staff.propose(offer, person)
    await staff.post(
        f"/v1/placements/{made['id']}/end-early",
        {"by": "employer", "reason": "Canary", "ended_on": "2018-03-06"},
        expects=200,
        seen=1,
    )
    reference = {"__typename": "Participant", "id": str(person.participant)}
    headers = bearer("provider", person.provider, purposes=["figures"])
    said = await entities(employers, headers, "placements { ending { on reason } }", reference)
    assert said["data"]["_entities"][0]["placements"] == [{"ending": {"on": "2018-03-06", "reason": None}}]
    assert codes(said) == ["not-permitted"]


async def test_a_lots_open_opportunities_are_counted_with_their_places(
    employers: Running, staff: Staff, bearer: Tokens
) -> None:
    fields = "opportunities { opportunities places placesLeft byKind { kind opportunities places } }"
    lot = {"__typename": "Lot", "code": "Dyfed"}
    before = (await entities(employers, staff.headers, fields, lot))["data"]["_entities"][0]["opportunities"]
    offer = await staff.opportunity(lot="Dyfed", kind="apprenticeship", places=3)
    after = (await entities(employers, staff.headers, fields, lot))["data"]["_entities"][0]["opportunities"]
    assert after["opportunities"] == before["opportunities"] + 1
    assert after["places"] == before["places"] + 3
    assert "APPRENTICESHIP" in [each["kind"] for each in after["byKind"]]
    await staff.post(
        f"/v1/opportunities/{offer['id']}/close", {"reason": "nobody_suitable"}, expects=200, seen=1
    )
    closed = (await entities(employers, staff.headers, fields, lot))["data"]["_entities"][0]["opportunities"]
    assert closed == before
    board = await entities(employers, bearer("apb", lots=["Dyfed"]), fields, lot)
    assert codes(board) == ["not-permitted"]
    assert board["data"]["_entities"][0]["opportunities"]["places"] == before["places"]


async def test_a_board_is_shown_protected_placements_of_its_own_lots_only(
    employers: Running, staff: Staff, people: People, bearer: Tokens
) -> None:
    offer = await staff.opportunity()
    for person in await people(11):
        await staff.propose(offer, person)
    fields = 'placements(asOf: "2019-01-31") { protection proposed started byKind { proposed } }'
    exact = (await entities(employers, bearer("wg"), fields, LOT))["data"]["_entities"][0]["placements"]
    board = bearer("apb", lots=["North Wales"])
    shown = (await entities(employers, board, fields, LOT))["data"]["_entities"][0]["placements"]
    assert shown["protection"] == "10-5"
    assert (shown["proposed"], shown["started"]) == (
        suppress_and_round(exact["proposed"]),
        suppress_and_round(exact["started"]),
    )
    refused = await entities(employers, bearer("apb", lots=["Powys"]), fields, LOT)
    assert codes(refused) == ["not-found"]


async def test_placements_as_of_a_day_to_come_are_refused_by_the_code_of_the_whole_graph(
    employers: Running, bearer: Tokens
) -> None:
    refused = await entities(employers, bearer("wg"), 'placements(asOf: "2199-01-31") { proposed }', LOT)
    assert codes(refused) == ["as-of-in-future"]


async def test_a_providers_placements_are_counted_for_itself_only(
    employers: Running, staff: Staff, others: Staff, people: People
) -> None:
    offer = await staff.opportunity()
    [person] = await people(1)
    await staff.propose(offer, person)
    own = {"__typename": "Provider", "id": str(person.provider)}
    said = await entities(employers, staff.headers, "placements { proposed }", own)
    assert said["data"]["_entities"][0]["placements"]["proposed"] > 0
    assert codes(await entities(employers, others.headers, "placements { proposed }", own)) == ["not-found"]
