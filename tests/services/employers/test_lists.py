"""Lists of employers, their logs, opportunities and placements, page by page."""

from typing import Any
from uuid import uuid4

from tests.conftest import Running, Tokens
from tests.services.employers.conftest import People, Staff


async def test_a_last_page_that_is_full_names_no_next_one(
    employers: Running, bearer: Tokens, people: People
) -> None:
    """Each list holds two, of a lot or a provider that nothing else is about."""
    provider = uuid4()
    staff = Staff(employers, bearer("provider", provider, purposes=["support"]))
    before = len((await staff.get("/v1/employers", lot="Cardiff and Vale", limit=500))["items"])
    employer, _ = [await staff.employer(lots=["Cardiff and Vale"]) for _ in range(2)]
    for _ in range(2):
        await staff.post(f"/v1/employers/{employer['id']}/engagements", {"kind": "call"})
    for person in await people(2, of=provider):
        await staff.propose(await staff.opportunity(lot="Cardiff and Vale", kind="apprenticeship"), person)
    lists: dict[str, tuple[dict[str, Any], int]] = {
        "/v1/employers": ({"lot": "Cardiff and Vale"}, before + 2),
        f"/v1/employers/{employer['id']}/engagements": ({}, 2),
        "/v1/opportunities": ({"lot": "Cardiff and Vale", "kind": "apprenticeship"}, 2),
        "/v1/placements": ({}, 2),
    }
    for path, (query, count) in lists.items():
        page = await staff.get(path, **query, limit=count)
        assert (len(page["items"]), page["next"]) == (count, None), path
