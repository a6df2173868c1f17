"""A provider offers places where it delivers, and fills them there or just across the border [5.27]."""

from uuid import uuid4

from shared.programmes import load_all
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import Person, Staff, an_opportunity_body, registered

CAIS = next(each.id for each in load_all()["oows"].providers if each.name == "CAIS")


async def test_an_opportunity_is_opened_where_the_provider_delivers(
    employers: Running, bearer: Tokens
) -> None:
    cais = Staff(employers, bearer("lead", CAIS))
    employer = await cais.employer()
    refused = await cais.post(
        "/v1/opportunities", an_opportunity_body(employer["id"], lot="Gwent"), expects=403
    )
    assert refused["code"] == "lot-not-yours"
    assert [each["pointer"] for each in refused["errors"]] == ["/lot"]
    await cais.post("/v1/opportunities", an_opportunity_body(employer["id"]))


async def test_somebody_is_placed_in_a_lot_that_adjoins_and_in_none_beyond(
    employers: Running, bearer: Tokens, staff: Staff, bus: Bus
) -> None:
    person = Person(CAIS, uuid4(), uuid4())
    await bus.tell(registered(person))
    cais = Staff(employers, bearer("lead", CAIS))
    refused = await cais.propose(await staff.opportunity(lot="Gwent"), person, expects=403)
    assert refused["code"] == "lot-not-yours"
    await cais.propose(await staff.opportunity(lot="Powys"), person)
