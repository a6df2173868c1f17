"""A provider's own people over REST: page by page, each enrolment once, and what their forms lack."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.participants.commands import expected_referrals
from services.participants.domain.expected_referral import ExpectedReferral
from shared.clock import now
from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event

LISTS = ("/v1/participants", "/v1/participants/expected")


async def every_page(
    participants: Running, headers: dict[str, str], path: str, **params: Any
) -> list[list[dict[str, Any]]]:
    pages: list[list[dict[str, Any]]] = []
    after: dict[str, str] = {}
    while True:
        answer = await participants.client.get(path, headers=headers, params={**params, **after})
        assert answer.status_code == 200, answer.text
        pages.append(answer.json()["items"])
        if answer.json()["next"] is None:
            return pages
        after = {"after": answer.json()["next"]}


async def test_somebody_in_two_programmes_is_listed_with_both_across_a_page_boundary(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID, second_programme: str
) -> None:
    results = await post(
        *(a_registration(f"L{number}") for number in range(3)),
        *(a_registration(f"L{number}", programme=second_programme) for number in range(3)),
    )
    pages = await every_page(participants, bearer("provider", provider), LISTS[0], limit=1)
    listed = [each["id"] for page in pages for each in page]
    assert sorted(listed) == sorted(each["enrolment"] for each in results)


async def test_a_last_page_that_is_full_is_followed_by_none(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(*(a_registration(f"M{number}") for number in range(4)))
    pages = await every_page(participants, bearer("provider", provider), LISTS[0], limit=2)
    assert [len(page) for page in pages] == [2, 2]


async def test_expected_people_come_page_by_page_each_once(
    participants: Running, bearer: Tokens, provider: UUID
) -> None:
    referrals = {uuid4() for _ in range(4)}
    async with participants.app.state.context.begin_as_worker() as work:
        for referral_id in referrals:
            await expected_referrals.expect(
                work, ExpectedReferral(referral_id, "Gwent", now()), provider=provider
            )
    pages = await every_page(participants, bearer("provider", provider), LISTS[1], limit=2)
    assert [len(page) for page in pages] == [2, 2]
    assert {UUID(each["referral_id"]) for page in pages for each in page} == referrals


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("after", ["AAAA", "kein Kursor"])
async def test_a_cursor_that_no_list_gave_is_refused(
    participants: Running, bearer: Tokens, path: str, after: str
) -> None:
    answer = await participants.client.get(path, headers=bearer("provider"), params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-unknown")


async def test_a_corrected_characteristic_is_no_longer_missing(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    everything = {
        "form": "P2.1", "gender": "not_known", "ethnicity": "white", "condition": "both",
        "qualification": "none", "single_adult_household": "no", "jobless_household": "no",
        "homeless": "no", "dependent_children": "no", "primary_carer": "no",
        "work_limiting_condition": "no", "disability": "no",
    }  # fmt: skip
    correction = {"field": "gender", "value": "female", "reason": "Disclosed later", "author": "M-7"}
    await post(a_registration("K1"), an_event("assessed", "K1", everything))
    headers = bearer("provider", provider)
    ((before,),) = await every_page(participants, headers, LISTS[0], limit=50, incomplete=True)
    assert before["missing"] == {"P2.1": ["gender"]}
    await post(an_event("corrected", "K1", correction))
    assert await every_page(participants, headers, LISTS[0], limit=50, incomplete=True) == [[]]


async def test_a_person_is_found_by_reference_without_an_address_that_says_it(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    await post(a_registration("FIND-1"), a_registration("FIND-2"))

    async def search(organisation: UUID, body: dict[str, str]) -> httpx.Response:
        return await participants.client.post(
            "/v1/participants/search", json=body, headers=bearer("lead", organisation)
        )

    found = await search(provider, {"reference": "FIND-1"})
    assert [each["reference"] for each in found.json()["items"]] == ["FIND-1"]
    assert (await search(uuid4(), {"reference": "FIND-1"})).json() == {"items": []}
    refused = await search(provider, {})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reference")
