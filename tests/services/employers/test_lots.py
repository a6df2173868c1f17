"""A provider offers places where it delivers, and fills them there or just across the border [5.27]."""

from uuid import uuid4

from shared.programmes import load_all
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import Person, Staff, an_opportunity_body, registered

PLATFFORM = next(each.id for each in load_all()["oows"].providers if each.name == "Platfform")


async def test_an_opportunity_is_opened_where_the_provider_delivers(
    employers: Running, bearer: Tokens
) -> None:
    platfform = Staff(employers, bearer("lead", PLATFFORM))
    employer = await platfform.employer()
    refused = await platfform.post(
        "/v1/opportunities", an_opportunity_body(employer["id"], lot="North Wales"), expects=403
    )
    assert refused["code"] == "lot-not-yours"
    assert [each["pointer"] for each in refused["errors"]] == ["/lot"]
    await platfform.post("/v1/opportunities", an_opportunity_body(employer["id"], lot="Cwm Taf"))


async def test_somebody_is_placed_in_a_lot_that_adjoins_and_in_none_beyond(
    employers: Running, bearer: Tokens, staff: Staff, bus: Bus
) -> None:
    person = Person(PLATFFORM, uuid4(), uuid4())
    await bus.tell(registered(person))
    platfform = Staff(employers, bearer("lead", PLATFFORM))
    refused = await platfform.propose(await staff.opportunity(lot="North Wales"), person, expects=403)
    assert refused["code"] == "lot-not-yours"
    await platfform.propose(await staff.opportunity(lot="Gwent"), person)
