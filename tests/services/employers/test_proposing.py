"""Who can be proposed for what, and what a stranger learns of it."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import People, Person, Staff, agreed_to_matching, exited, rejoined


async def test_twelve_places_go_to_twelve_people_and_not_to_thirteen(staff: Staff, people: People) -> None:
    offer = await staff.opportunity(places=12)
    thirteen = await people(13)
    answers = await asyncio.gather(
        *(
            staff.service.client.post(
                "/v1/placements",
                json={"opportunity_id": offer["id"], "participant_id": str(person.participant)},
                headers=staff.headers,
            )
            for person in thirteen
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 12 + [409]
    refused = max(answers, key=lambda answer: answer.status_code)
    assert refused.json()["code"] == "no-place-left"
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 12


async def test_whoever_does_not_want_to_be_matched_is_not_proposed_until_they_agree_again(
    staff: Staff, bus: Bus, people: People
) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    await bus.tell(agreed_to_matching(person, given=False))
    assert (await staff.propose(offer, person, expects=409))["code"] == "not-agreed-to-matching"
    await bus.tell(agreed_to_matching(person, given=True))
    await staff.propose(offer, person)


async def test_one_person_is_not_offered_twice_for_the_same_opportunity(staff: Staff, people: People) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    await staff.propose(offer, person)
    assert (await staff.propose(offer, person, expects=409))["code"] == "already-offered"
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 1
    await staff.propose(await staff.opportunity(), person)


async def test_a_provider_does_not_learn_that_another_one_proposed_the_same_person(
    staff: Staff, others: Staff, people: People, neighbour: UUID
) -> None:
    offer, [here] = await staff.opportunity(), await people(1)
    [there] = await people(1, of=neighbour, participant=here.participant)
    mine, theirs = await staff.propose(offer, here), await others.propose(offer, there)
    assert mine["enrolment_id"] == str(here.enrolment)
    assert theirs["enrolment_id"] == str(there.enrolment)


async def test_a_strangers_participant_and_nobody_at_all_get_the_same_answer(
    staff: Staff, people: People, neighbour: UUID
) -> None:
    offer, [stranger] = await staff.opportunity(), await people(1, of=neighbour)
    nobody = Person(uuid4(), uuid4(), uuid4())
    told = await staff.propose(offer, stranger, expects=404)
    assert told == await staff.propose(offer, nobody, expects=404)
    assert (told["code"], told["retry"]) == ("participant-unknown", True)


async def test_a_person_who_left_is_proposed_only_for_a_day_on_which_they_took_part(
    staff: Staff, bus: Bus, people: People
) -> None:
    early, late, unknown = await people(3)
    await bus.tell(exited(early, date(2018, 3, 4)), exited(late, date(2018, 3, 5)), exited(unknown, None))
    offer = await staff.opportunity()
    assert (await staff.propose(offer, early, expects=409))["code"] == "not-taking-part"
    assert (await staff.propose(offer, unknown, expects=409))["code"] == "not-taking-part"
    await staff.propose(offer, late)
    await bus.tell(rejoined(early, date(2018, 9, 1)))
    await staff.propose(offer, early)


async def test_facts_about_one_person_that_come_together_are_taken_in_order(
    staff: Staff, bus: Bus, people: People
) -> None:
    [person] = await people(1)
    left, back = exited(person, date(2017, 9, 1)), rejoined(person, date(2018, 1, 8))
    await bus.tell(left, back, left)
    assert (await staff.propose(await staff.opportunity(), person, expects=409))["code"] == "not-taking-part"


async def test_nobody_is_proposed_for_what_is_over_or_not_there(staff: Staff, people: People) -> None:
    [person] = await people(1)
    over = await staff.opportunity(closes_on="2018-03-04")
    assert (await staff.propose(over, person, expects=409))["code"] == "opportunity-over"
    lasting = await staff.opportunity(closes_on="2018-03-05")
    await staff.propose(lasting, person)
    closed = await staff.opportunity()
    path = f"/v1/opportunities/{closed['id']}/close"
    await staff.post(path, {"reason": "withdrawn_by_employer"}, seen=1, expects=200)
    assert (await staff.propose(closed, person, expects=409))["code"] == "opportunity-over"
    missing = await staff.propose({"id": str(uuid4())}, person, expects=422)
    assert missing["code"] == "unknown-opportunity"


async def test_a_proposal_in_the_future_is_refused(staff: Staff, people: People) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    body = {
        "opportunity_id": offer["id"],
        "participant_id": str(person.participant),
        "proposed_on": "2199-01-01",
    }
    answer = await staff.post("/v1/placements", body, expects=422)
    assert (answer["code"], answer["errors"][0]["pointer"]) == ("future-date", "/proposed_on")


async def test_the_same_proposal_under_its_key_takes_one_place(staff: Staff, people: People) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    body, key = {"opportunity_id": offer["id"], "participant_id": str(person.participant)}, str(uuid4())
    first = await staff.post("/v1/placements", body, key=key)
    assert await staff.post("/v1/placements", body, key=key) == first
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 1


async def test_placing_needs_the_purpose_of_support(
    employers: Running, bearer: Tokens, staff: Staff, people: People, provider: UUID
) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    body = {"opportunity_id": offer["id"], "participant_id": str(person.participant)}
    purposeless = bearer("provider", provider, purposes=["figures"])
    answer = await employers.client.post("/v1/placements", json=body, headers=purposeless)
    assert answer.status_code == 403
