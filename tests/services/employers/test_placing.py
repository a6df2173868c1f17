"""A placement from its proposal to its end, as its provider, a stranger and the bus see it."""

import asyncio
from uuid import UUID

import pytest

from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.employers.conftest import People, Staff

TOPIC = "placement.placement.v1"
WHY = "Canary relapse"


async def test_a_completed_placement_is_announced_with_its_dates(
    staff: Staff, bus: Bus, people: People
) -> None:
    [person] = await people(1)
    placed = await staff.propose(await staff.opportunity(), person)
    path = f"/v1/placements/{placed['id']}"
    started = await staff.start(placed, "2018-03-12")
    done = {"completed_on": "2018-04-06", "hours": 64}
    completed = await staff.post(f"{path}/complete", done, seen=started["version"], expects=200)
    assert (completed["status"], completed["hours"]) == ("completed", 64)
    facts = await bus.announced(TOPIC, UUID(placed["id"]), 3)
    assert [fact["type"].split(".")[-2] for fact in facts] == ["proposed", "started", "completed"]
    last = facts[-1]
    assert (last["started_on"], last["completed_on"]) == ("2018-03-12", "2018-04-06")
    assert last["enrolment_id"] == str(person.enrolment)
    assert last["participant_id"] == str(person.participant)
    assert last["provider"] == str(person.provider)
    assert last["kind"] == "work_experience"
    assert last["happened_at"].startswith("2018-04-06T")


async def test_declining_before_the_start_frees_the_place_for_anybody(
    staff: Staff, bus: Bus, people: People
) -> None:
    offer = await staff.opportunity(places=2)
    first, second, third = await people(3)
    placed = await staff.propose(offer, first)
    await staff.propose(offer, third)
    assert (await staff.propose(offer, second, expects=409))["code"] == "no-place-left"
    end = {"ended_on": "2018-03-06", "by": "participant", "reason": WHY}
    await staff.post(f"/v1/placements/{placed['id']}/end-early", end, seen=1, expects=200)
    await staff.propose(offer, first)
    assert (await staff.propose(offer, first, expects=409))["code"] == "already-offered"
    fact = (await bus.announced(TOPIC, UUID(placed["id"]), 2))[-1]
    assert fact["type"] == "cymru.dolen.placement.ended-early.v1"
    assert (fact["ended_on"], fact["ended_by"]) == ("2018-03-06", "participant")
    assert WHY not in str(fact)


async def test_ending_early_after_the_start_keeps_the_place_used(staff: Staff, people: People) -> None:
    offer, [person] = await staff.opportunity(), await people(1)
    started = await staff.start(await staff.propose(offer, person), "2018-03-12")
    end = {"ended_on": "2018-03-14", "by": "employer", "reason": "No supervisor"}
    path = f"/v1/placements/{started['id']}/end-early"
    await staff.post(path, end, seen=started["version"], expects=200)
    assert (await staff.get(f"/v1/opportunities/{offer['id']}"))["filled"] == 1


async def test_why_it_ended_is_told_for_the_purpose_of_support_only(
    employers: Running, bearer: Tokens, staff: Staff, people: People, provider: UUID
) -> None:
    [person] = await people(1)
    path = f"/v1/placements/{(await staff.propose(await staff.opportunity(), person))['id']}"
    end = {"ended_on": "2018-03-06", "by": "participant", "reason": WHY}
    ended = await staff.post(f"{path}/end-early", end, seen=1, expects=200)
    assert ended["ending"] == {"on": "2018-03-06", "by": "participant"}
    assert (await staff.get(path))["ending"]["reason"] == WHY
    without = Staff(employers, bearer("provider", provider, purposes=["figures"]))
    assert (await without.get(path))["ending"] == {"on": "2018-03-06", "by": "participant"}


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("agree", {"by": "participant", "agreed_on": "2018-03-04"}, "dates-out-of-order"),
        ("agree", {"by": "participant", "agreed_on": "2199-01-01"}, "future-date"),
        ("agree", {"by": "provider"}, "invalid"),
        ("start", {"started_on": "2199-01-01"}, "future-date"),
        ("end-early", {"ended_on": "2018-03-04", "by": "employer", "reason": "x"}, "dates-out-of-order"),
        ("end-early", {"by": "nobody", "reason": "x"}, "invalid"),
        ("end-early", {"by": "employer", "reason": " "}, "invalid"),
    ],
)
async def test_a_move_that_cannot_be_is_refused(
    staff: Staff, people: People, action: str, body: dict[str, object], code: str
) -> None:
    [person] = await people(1)
    placed = await staff.propose(await staff.opportunity(), person)
    path = f"/v1/placements/{placed['id']}"
    assert (await staff.post(f"{path}/{action}", body, seen=1, expects=422))["code"] == code
    assert await staff.get(path) == placed | {"ending": None}


async def test_a_completion_needs_a_start_and_may_not_lie_before_it(staff: Staff, people: People) -> None:
    [person] = await people(1)
    placed = await staff.propose(await staff.opportunity(), person)
    path, done = f"/v1/placements/{placed['id']}", {"completed_on": "2018-03-11"}
    told = await staff.post(f"{path}/complete", done, seen=1, expects=409)
    assert (told["code"], told["state"]) == ("move-not-possible", "proposed")
    started = await staff.start(placed, "2018-03-12")
    told = await staff.post(f"{path}/complete", done, seen=started["version"], expects=422)
    assert (told["code"], told["earliest"]) == ("dates-out-of-order", "2018-03-12")


async def test_a_move_needs_what_was_seen(staff: Staff, people: People) -> None:
    [person] = await people(1)
    path = f"/v1/placements/{(await staff.propose(await staff.opportunity(), person))['id']}/start"
    assert (await staff.post(path, {}, expects=428))["code"] == "precondition-required"
    stale = await staff.post(path, {}, seen=3, expects=412)
    assert (stale["code"], stale["state"]) == ("precondition-failed", "proposed")


async def test_of_two_who_move_at_once_one_wins_and_the_other_hears_the_state(
    staff: Staff, people: People
) -> None:
    [person] = await people(1)
    placed = await staff.propose(await staff.opportunity(), person)
    path, version = f"/v1/placements/{placed['id']}", await staff.agree(placed)
    headers = {**staff.headers, "If-Match": f'"{version}"'}
    end = {"by": "provider", "reason": "Two offers"}
    answers = await asyncio.gather(
        staff.service.client.post(f"{path}/start", json={}, headers=headers),
        staff.service.client.post(f"{path}/end-early", json=end, headers=headers),
    )
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) in ((200, 409), (200, 412))
    assert lost.json()["state"] == won.json()["status"]


async def test_a_stranger_is_told_there_is_nothing(staff: Staff, others: Staff, people: People) -> None:
    [person] = await people(1)
    placed = await staff.propose(await staff.opportunity(), person)
    path = f"/v1/placements/{placed['id']}"
    assert (await others.get(path, expects=404))["code"] == "not-found"
    assert (await others.post(f"{path}/start", {}, seen=1, expects=404))["code"] == "not-found"
    assert placed["id"] not in str(await others.get("/v1/placements", limit=500))
    assert placed["id"] in str(await staff.get("/v1/placements", limit=500, status="proposed"))
    assert placed["id"] not in str(await staff.get("/v1/placements", limit=500, status="started"))


async def test_the_same_move_under_its_key_is_made_once(staff: Staff, people: People) -> None:
    [person] = await people(1)
    placed = await staff.propose(await staff.opportunity(), person)
    version = await staff.agree(placed, "2018-03-12")
    path, body = f"/v1/placements/{placed['id']}/start", {"started_on": "2018-03-12"}
    first = await staff.post(path, body, seen=version, key=f"start-{placed['id']}", expects=200)
    again = await staff.post(path, body, seen=version, key=f"start-{placed['id']}", expects=200)
    assert first == again
    assert first["version"] == version + 1


async def test_nothing_starts_before_the_participant_and_then_the_employer_agreed(
    staff: Staff, people: People
) -> None:
    [person] = await people(1)
    path = f"/v1/placements/{(await staff.propose(await staff.opportunity(), person))['id']}"
    by_employer = {"by": "employer", "agreed_on": "2018-03-07"}
    told = await staff.post(f"{path}/agree", by_employer, seen=1, expects=409)
    assert (told["code"], told["state"]) == ("move-not-possible", "proposed")
    by_person = {"by": "participant", "agreed_on": "2018-03-06"}
    assert (await staff.post(f"{path}/agree", by_person, seen=1, expects=200))["status"] == (
        "agreed_by_participant"
    )
    told = await staff.post(f"{path}/start", {}, seen=2, expects=409)
    assert (told["code"], told["state"]) == ("move-not-possible", "agreed_by_participant")
    both = await staff.post(f"{path}/agree", by_employer, seen=2, expects=200)
    assert (both["status"], both["participant_agreed_on"], both["employer_agreed_on"]) == (
        "agreed_by_employer", "2018-03-06", "2018-03-07",
    )  # fmt: skip
    told = await staff.post(f"{path}/start", {"started_on": "2018-03-06"}, seen=3, expects=422)
    assert (told["code"], told["earliest"]) == ("dates-out-of-order", "2018-03-07")


async def test_a_placement_that_is_over_is_reviewed_by_both_once_each(staff: Staff, people: People) -> None:
    [person] = await people(1)
    placed = await staff.start(await staff.propose(await staff.opportunity(), person), "2018-03-12")
    path = f"/v1/placements/{placed['id']}"
    by_person = {"by": "participant", "verdict": "went_well", "reviewed_on": "2018-04-09"}
    told = await staff.post(f"{path}/review", by_person, seen=placed["version"], expects=409)
    assert (told["code"], told["state"]) == ("move-not-possible", "started")
    done = {"completed_on": "2018-04-06"}
    placed = await staff.post(f"{path}/complete", done, seen=placed["version"], expects=200)
    early = {**by_person, "reviewed_on": "2018-04-05"}
    told = await staff.post(f"{path}/review", early, seen=placed["version"], expects=422)
    assert (told["code"], told["earliest"]) == ("dates-out-of-order", "2018-04-06")
    placed = await staff.post(f"{path}/review", by_person, seen=placed["version"], expects=200)
    told = await staff.post(f"{path}/review", by_person, seen=placed["version"], expects=409)
    assert (told["code"], told["errors"][0]["pointer"]) == ("already-reviewed", "/by")
    by_employer = {"by": "employer", "verdict": "mixed", "reviewed_on": "2018-04-10"}
    both = await staff.post(f"{path}/review", by_employer, seen=placed["version"], expects=200)
    assert both["status"] == "completed"
    assert both["participant_review"] == {"on": "2018-04-09", "verdict": "went_well"}
    assert both["employer_review"] == {"on": "2018-04-10", "verdict": "mixed"}


async def test_what_never_began_is_not_reviewed(staff: Staff, people: People) -> None:
    [person] = await people(1)
    path = f"/v1/placements/{(await staff.propose(await staff.opportunity(), person))['id']}"
    await staff.post(f"{path}/end-early", {"by": "participant", "reason": WHY}, seen=1, expects=200)
    by_person = {"by": "participant", "verdict": "went_badly"}
    told = await staff.post(f"{path}/review", by_person, seen=2, expects=409)
    assert told["code"] == "move-not-possible"
