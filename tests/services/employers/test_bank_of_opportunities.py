"""The bank of opportunities: opened, listed, closed."""

from datetime import datetime
from uuid import UUID, uuid4

from tests.conftest import Running
from tests.services.bus import Bus
from tests.services.employers.conftest import People, Staff, an_opportunity_body

TOPIC = "opportunity.opportunity.v1"


async def test_an_opportunity_is_seen_by_all_providers_with_its_places(staff: Staff, others: Staff) -> None:
    made = await staff.opportunity(requirements=["Food hygiene"], closes_on="2018-10-26")
    seen = await others.get(f"/v1/opportunities/{made['id']}")
    assert (seen["places"], seen["filled"]) == (12, 0)
    assert seen["requirements"] == ["Food hygiene"]
    assert seen["closing"] is None


async def test_an_opportunity_needs_an_employer_in_the_bank(staff: Staff) -> None:
    answer = await staff.post("/v1/opportunities", an_opportunity_body(str(uuid4())), expects=422)
    assert answer["code"] == "unknown-employer"
    assert answer["errors"][0]["pointer"] == "/employer_id"


async def test_an_opportunity_that_cannot_be_is_refused(staff: Staff) -> None:
    employer = (await staff.employer())["id"]
    for wrong, code in (
        ({"soc_group": 0}, "invalid"),
        ({"soc_group": 10}, "invalid"),
        ({"places": 0}, "invalid"),
        ({"kind": "holiday"}, "invalid"),
        ({"starts_on": "2018-03-02", "ends_on": "2018-03-01"}, "dates-out-of-order"),
    ):
        body = an_opportunity_body(employer, **wrong)
        assert (await staff.post("/v1/opportunities", body, expects=422))["code"] == code


async def test_opportunities_are_listed_by_lot_kind_and_whether_they_are_open(staff: Staff) -> None:
    lasting = await staff.opportunity(lot="Cwm Taf", kind="paid_job", closes_on="2199-01-01")
    over = await staff.opportunity(lot="Cwm Taf", kind="paid_job", closes_on="2018-10-26")
    closed = await staff.opportunity(lot="Cwm Taf", kind="paid_job")
    path = f"/v1/opportunities/{closed['id']}/close"
    await staff.post(path, {"reason": "nobody_suitable"}, seen=1, expects=200)
    other_kind = await staff.opportunity(lot="Cwm Taf", kind="volunteering")

    async def listed(**query: str) -> list[str]:
        answer = await staff.get("/v1/opportunities", lot="Cwm Taf", limit=500, **query)  # type: ignore[arg-type]
        return [each["id"] for each in answer["items"]]

    assert await listed() == [lasting["id"], over["id"], closed["id"], other_kind["id"]]
    assert await listed(kind="paid_job", open="true") == [lasting["id"]]
    assert await listed(kind="paid_job", open="false") == [over["id"], closed["id"]]
    assert await listed(kind="volunteering") == [other_kind["id"]]


async def test_a_filled_opportunity_is_no_longer_open(staff: Staff, people: People) -> None:
    made = await staff.opportunity(lot="Dyfed", places=1)
    [person] = await people(1)
    await staff.propose(made, person)
    listed = await staff.get("/v1/opportunities", lot="Dyfed", open="true", limit=500)
    assert made["id"] not in str(listed)
    assert (await staff.get(f"/v1/opportunities/{made['id']}"))["filled"] == 1


async def test_closing_is_for_who_opened_it_and_has_seen_its_state(staff: Staff, others: Staff) -> None:
    made = await staff.opportunity()
    path, filled = f"/v1/opportunities/{made['id']}/close", {"reason": "filled", "closed_on": "2018-04-01"}
    assert (await staff.post(path, filled, expects=428))["code"] == "precondition-required"
    assert (await staff.post(path, filled, seen=7, expects=412))["state"] == "open"
    assert (await others.post(path, filled, seen=1, expects=404))["code"] == "not-found"
    assert (await staff.post(path, filled, seen=1, expects=200))["closing"] == {
        "on": "2018-04-01",
        "reason": "filled",
    }
    assert (await staff.post(path, filled, seen=2, expects=409))["code"] == "opportunity-over"


async def test_the_others_hear_what_opened_and_what_closed(staff: Staff, bus: Bus) -> None:
    made = await staff.opportunity(closes_on="2018-10-26", kind="paid_job")
    closing = {"reason": "nobody_suitable", "closed_on": "2018-10-26"}
    await staff.post(f"/v1/opportunities/{made['id']}/close", closing, seen=1, expects=200)
    opened, closed = await bus.announced(TOPIC, UUID(made["id"]), 2)
    assert opened["type"] == "cymru.dolen.opportunity.opened.v1"
    assert (opened["places"], opened["kind"], opened["closes_on"]) == (12, "paid_job", "2018-10-26")
    assert closed["type"] == "cymru.dolen.opportunity.closed.v1"
    assert closed["reason"] == "nobody_suitable"
    assert closed["happened_at"].startswith("2018-10-26T")


async def test_when_an_opportunity_was_closed_stays_whatever_happens_to_its_places(
    employers: Running, staff: Staff, people: People
) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    placed = await staff.propose(offer, person)

    async def closed_at() -> datetime | None:
        async with employers.app.state.context.begin_as_worker() as work:
            connection = await work.connection()
            at: datetime | None = await connection.fetchval(
                "SELECT closed_at FROM opportunity WHERE id = $1", UUID(offer["id"])
            )
        return at

    await staff.post(f"/v1/opportunities/{offer['id']}/close", {"reason": "filled"}, seen=2, expects=200)
    first = await closed_at()
    end = {"by": "participant", "reason": "Not well"}
    await staff.post(f"/v1/placements/{placed['id']}/end-early", end, seen=1, expects=200)
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 0
    assert first is not None
    assert await closed_at() == first
