"""Ready people and matches in the graph: one's own, with reasons in the language asked for."""

from datetime import timedelta
from typing import Any

from shared.clock import date_in_wales, now
from tests.conftest import Running
from tests.graph import codes, entities, told
from tests.services.employers.conftest import Staff

LOT = {"__typename": "Lot", "code": "North Wales"}


async def test_ready_people_of_a_lot_are_counted_for_their_own_provider(
    employers: Running, staff: Staff, others: Staff, government: Staff, tell: Any
) -> None:
    await tell()
    await tell(on=date_in_wales(now()) - timedelta(days=28))
    fields = "readyPeople { confirmed stale }"
    said = await entities(employers, staff.headers, fields, LOT)
    assert said["data"]["_entities"] == [{"readyPeople": {"confirmed": 1, "stale": 1}}]
    theirs = await entities(employers, others.headers, fields, LOT)
    assert theirs["data"]["_entities"] == [{"readyPeople": {"confirmed": 0, "stale": 0}}]
    assert codes(await entities(employers, government.headers, fields, LOT)) == ["not-permitted"]


async def test_matches_of_an_opportunity_have_reasons_and_others_are_counted(
    employers: Running, staff: Staff, tell: Any
) -> None:
    person, _ = await tell(drives=True), await tell()
    offer = await staff.opportunity(needs_driver=True)
    query = """query ($id: ID!) { opportunity(id: $id) { matches(first: 5) {
        items { participantId stale reasons } notMatched { reason sentence people nothingElse } } } }"""
    data = await told(employers, {**staff.headers, "Accept-Language": "cy"}, query, id=offer["id"])
    [found] = data["opportunity"]["matches"]["items"]
    assert (found["participantId"], found["stale"]) == (str(person.participant), False)
    assert "Yn gyrru, fel y mae'r gwaith yn gofyn." in found["reasons"]
    assert data["opportunity"]["matches"]["notMatched"] == [
        {
            "reason": "NO_DRIVER",
            "sentence": "Ddim yn gyrru, ac mae'r gwaith yn gofyn am hynny.",
            "people": 1,
            "nothingElse": 1,
        }
    ]
