"""An employment specialist banks employers and places people, and reads nothing of a person's file [2.34]."""

from uuid import UUID

import pytest

from tests.conftest import Running, Tokens
from tests.services.employers.conftest import People, Staff


@pytest.fixture
def specialist(employers: Running, bearer: Tokens, provider: UUID) -> Staff:
    return Staff(employers, bearer("employment-specialist", provider))


async def test_a_specialist_places_people_of_their_own_provider_from_the_bank(
    specialist: Staff, people: People
) -> None:
    [person] = await people(1)
    placement = await specialist.propose(await specialist.opportunity(), person)
    listed = await specialist.get("/v1/placements", limit=500)
    assert placement["id"] in {each["id"] for each in listed["items"]}


async def test_a_specialist_places_nobody_elses_people(
    specialist: Staff, people: People, neighbour: UUID
) -> None:
    [stranger] = await people(1, of=neighbour)
    await specialist.propose(await specialist.opportunity(), stranger, expects=404)


async def test_why_a_placement_ended_early_is_for_those_who_support_the_person(
    specialist: Staff, staff: Staff, people: People
) -> None:
    [person] = await people(1)
    placement = await staff.propose(await staff.opportunity(), person)
    path = f"/v1/placements/{placement['id']}"
    started = await staff.start(placement, "2018-03-06")
    await staff.post(
        f"{path}/end-early",
        {"ended_on": "2018-03-07", "by": "participant", "reason": "Unwell"},
        expects=200,
        seen=started["version"],
    )
    assert "Unwell" in str(await staff.get(path))
    assert "Unwell" not in str(await specialist.get(path))
