"""The bank of employers as providers and Welsh Government see it."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import People, Staff, an_employer_body, an_opportunity_body

CANARY = "Blodwen Canary"


async def test_every_provider_sees_an_employer_that_one_of_them_banked(staff: Staff, others: Staff) -> None:
    made = await staff.employer()
    seen = await others.get(f"/v1/employers/{made['id']}")
    assert seen["name"] == "Archfarchnad y Gogledd"
    assert seen["sector"] == {"section": "G", "scheme": "SIC 2007"}
    assert seen["willing_mental_health"] == "not_known"
    assert seen["contacts"] == []


async def test_who_to_speak_to_is_for_the_provider_that_wrote_it_down_and_for_support(
    employers: Running, bearer: Tokens, staff: Staff, others: Staff, provider: UUID
) -> None:
    path = f"/v1/employers/{(await staff.employer())['id']}"
    assert (await staff.get(path))["contacts"][0]["name"] == CANARY
    assert CANARY not in str(await others.get(path))
    for_figures = bearer("provider", provider, purposes=["figures"])
    assert "contacts" not in (await employers.client.get(path, headers=for_figures)).json()
    log = await employers.client.get(f"{path}/engagements", headers=for_figures)
    assert log.status_code == 403


async def test_only_providers_see_who_works_there(staff: Staff, government: Staff) -> None:
    made = await staff.employer()
    assert "contacts" not in made
    assert "contacts" not in await government.get(f"/v1/employers/{made['id']}")
    listed = await government.get("/v1/employers", limit=500)
    assert CANARY not in str(listed)


async def test_the_bank_is_listed_by_lot_and_in_pages(staff: Staff) -> None:
    first = await staff.employer(lots=["Powys", "Dyfed"])
    second = await staff.employer(lots=["Powys"])
    page = await staff.get("/v1/employers", lot="Powys", limit=1)
    rest = await staff.get("/v1/employers", lot="Powys", limit=1, after=page["next"])
    assert [page["items"][0]["id"], rest["items"][0]["id"]] == [first["id"], second["id"]]
    assert first["id"] in str(await staff.get("/v1/employers", lot="Dyfed", limit=500))
    assert second["id"] not in str(await staff.get("/v1/employers", lot="Dyfed", limit=500))


async def test_the_others_hear_that_an_employer_was_banked_and_not_which(staff: Staff, bus: Bus) -> None:
    made = await staff.employer(lots=["Gwent"], sector="I")
    [fact] = await bus.announced("employer.employer.v1", UUID(made["id"]), 1)
    assert fact["type"] == "cymru.dolen.employer.banked.v1"
    assert (fact["lots"], fact["sector"]) == (["Gwent"], "I")
    assert made["name"] not in str(fact)


async def test_an_employer_that_cannot_be_is_refused(staff: Staff) -> None:
    async def code(**differences: object) -> str:
        body = an_employer_body(**differences)
        answer = await staff.post("/v1/employers", body, expects=422)
        return str(answer["code"])

    assert await code(sector="V") == "unknown-sector"
    assert await code(sector_scheme="SIC 1980") == "unknown-sector"
    assert await code(aware_since="2199-01-01") == "future-date"
    assert await code(company_number="QQ12345") == "company-number-malformed"
    assert await code(lots=[]) == "no-lot"
    assert await code(name="a\u0000b") == "invalid"


async def test_the_same_request_under_its_key_banks_one_employer(staff: Staff) -> None:
    key = str(uuid4())
    first = await staff.post("/v1/employers", an_employer_body(), key=key)
    again = await staff.post("/v1/employers", an_employer_body(), key=key)
    assert first == again
    changed = await staff.post("/v1/employers", an_employer_body(name="Other"), key=key, expects=422)
    assert changed["code"] == "idempotency-key-reused"


async def test_a_conversation_is_logged_and_moves_the_last_contact(staff: Staff, others: Staff) -> None:
    path = f"/v1/employers/{(await staff.employer())['id']}"
    visit = {"on": "2018-05-01", "kind": "visit", "note": "Spoke to the baker"}
    said = await staff.post(f"{path}/engagements", visit)
    assert "note" not in said
    await others.post(f"{path}/engagements", {"on": "2018-04-01", "kind": "call"})
    log = await others.get(f"{path}/engagements")
    assert [entry["note"] for entry in log["items"]] == [""], "a log is read by who wrote it"
    own = await staff.get(f"{path}/engagements")
    assert [entry["note"] for entry in own["items"]] == ["Spoke to the baker"]
    assert (await staff.get(path))["last_contacted_on"] == "2018-05-01"


async def test_nobody_logs_a_conversation_with_an_employer_that_is_not_there(staff: Staff) -> None:
    await staff.post(f"/v1/employers/{uuid4()}/engagements", {"kind": "call"}, expects=404)


async def test_an_employer_in_one_lot_says_so_alone(staff: Staff) -> None:
    body = {name: value for name, value in an_employer_body(lot="Powys").items() if name != "lots"}
    assert (await staff.post("/v1/employers", body))["lots"] == ["Powys"]


async def test_the_same_number_is_the_same_employer_however_it_is_written(
    staff: Staff, others: Staff
) -> None:
    made = await staff.employer(company_number="sc 99871")
    assert made["company_number"] == "SC099871"
    body = an_employer_body(name="Another name", company_number="SC099871")
    refused = await others.post("/v1/employers", body, expects=409)
    assert (refused["code"], refused["employer"]) == ("already-banked", made["id"])


async def test_a_number_banked_by_two_at_once_is_one_employer(staff: Staff, others: Staff) -> None:
    body = an_employer_body(company_number="NI776655")
    answers = await asyncio.gather(
        *(
            who.service.client.post("/v1/employers", json=body, headers=who.headers)
            for who in (staff, others, staff, others)
        )
    )
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]


async def test_employers_that_nobody_was_in_touch_with_are_a_list(staff: Staff) -> None:
    quiet, fresh, new = [await staff.employer(lots=["Cwm Taf"]) for _ in range(3)]
    for employer, on in ((quiet, "2018-01-01"), (fresh, "2018-06-01")):
        path = f"/v1/employers/{employer['id']}/engagements"
        await staff.post(path, {"on": on, "kind": "call"})
    query: dict[str, Any] = {"lot": "Cwm Taf", "quiet-since": "2018-06-01", "limit": 500}
    listed = {each["id"] for each in (await staff.get("/v1/employers", **query))["items"]}
    assert {quiet["id"], new["id"]} <= listed
    assert fresh["id"] not in listed


async def test_an_employer_is_told_with_what_it_offered_by_lot_and_what_became_of_it(
    staff: Staff, others: Staff, people: People
) -> None:
    employer = await staff.employer(lots=["North Wales", "Powys"])
    powys = an_opportunity_body(employer["id"], lot="Powys", places=2)
    await staff.post("/v1/opportunities", powys)
    offer = await staff.post("/v1/opportunities", an_opportunity_body(employer["id"], places=5))
    for person in await people(2):
        placed = await staff.propose(offer, person)
        path = f"/v1/placements/{placed['id']}"
        started = await staff.start(placed, "2018-03-06")
    done = {"completed_on": "2018-04-06"}
    await staff.post(f"{path}/complete", done, seen=started["version"], expects=200)
    north, middle = (await staff.get(f"/v1/employers/{employer['id']}"))["places"]
    assert north == {"lot": "North Wales", "offered": 5, "filled": 2, "completed": 1}
    assert middle == {"lot": "Powys", "offered": 2, "filled": 0, "completed": 0}
    [theirs, _] = (await others.get(f"/v1/employers/{employer['id']}"))["places"]
    assert theirs["completed"] == 0, "another provider's people are counted for it alone"


async def test_who_may_not_look_into_the_bank(employers: Running, bearer: Tokens, staff: Staff) -> None:
    made = await staff.employer()
    for role, status in (("referrer", 403), ("apb", 403), ("service", 401)):
        for path in ("/v1/employers", f"/v1/employers/{made['id']}", "/v1/opportunities"):
            answer = await employers.client.get(path, headers=bearer(role))
            assert answer.status_code == status, (role, path)
    wg = bearer("wg")
    assert (await employers.client.get("/v1/placements", headers=wg)).status_code == 403
    log = await employers.client.get(f"/v1/employers/{made['id']}/engagements", headers=wg)
    assert log.status_code == 403
    banked = await employers.client.post("/v1/employers", json=an_employer_body(), headers=wg)
    assert banked.status_code == 403
