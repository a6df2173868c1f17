"""What is due of a provider's people: each rule lists somebody on the day, and no longer once mended."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.participants import programmes
from services.participants.domain.due.registry import rules
from services.participants.domain.due.rule import RuleCode
from services.participants.timers import announce_due_follow_ups
from shared.calendar import months_after
from shared.clock import date_in_wales, now
from tests.conftest import Running, Tokens
from tests.graph import told
from tests.services.participants.conftest import Posting, a_registration, an_event

Listing = Callable[..., Awaitable[list[dict[str, Any]]]]
FAR = "2199-01-01"


def ago(days: int) -> str:
    return (date_in_wales(now()) - timedelta(days=days)).isoformat()


def a_plan(subject: str, on: str, **differences: Any) -> dict[str, Any]:
    return an_event(
        "action-plan-agreed", subject, {"goals": ["Work outdoors"], "agreed_on": on, **differences}
    )


def a_contact(subject: str, on: str, kind: str = "phone", **differences: Any) -> dict[str, Any]:
    return an_event("contact-recorded", subject, {"kind": kind, "contacted_on": on, **differences})


def with_mentor(
    subject: str, days_ago: int, intensity: str = "red", *, plan_agreed: str | None = None
) -> list[dict[str, Any]]:
    """Somebody whom a mentor supports, and of whom nothing but contact can be due."""
    return [
        a_registration(subject, registered_on=ago(days_ago)),
        an_event("mentor-allocated", subject, {"mentor": "M-1", "allocated_on": ago(days_ago)}),
        an_event("intensity-changed", subject, {"intensity": intensity, "reason": "New"}),
        a_plan(subject, plan_agreed or ago(0)),
    ]


@pytest.fixture
def due(participants: Running, bearer: Tokens, provider: Any) -> Listing:
    """Lists everything due of the provider, over all pages."""

    async def pages(**params: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        while True:
            answer = await participants.client.get(
                "/v1/due", headers=bearer("provider", provider), params=params
            )
            assert answer.status_code == 200, answer.text
            items += answer.json()["items"]
            if answer.json()["next"] is None:
                return items
            params = {**params, "after": answer.json()["next"]}

    return pages


async def codes(due: Listing, **params: Any) -> list[tuple[str, int]]:
    return [(each["rule"], each["days_overdue"]) for each in await due(**params)]


@pytest.mark.parametrize(("intensity", "days"), [("red", 3), ("amber", 5), ("green", 7)])
async def test_contact_is_due_by_colour_since_the_mentor_was_allocated_and_then_since_somebody_was_reached(
    post: Posting, due: Listing, intensity: str, days: int
) -> None:
    await post(*with_mentor("A1", days - 1, intensity), *with_mentor("A2", days, intensity))
    (item,) = await due()
    assert item["reference"] == "A2"
    assert (item["rule"], item["since"], item["due_on"], item["days_overdue"], item["mentor"]) == (
        "contact-due", ago(days), ago(0), 0, "M-1",
    )  # fmt: skip
    await post(a_contact("A2", ago(days - 1)))
    assert await due() == []
    await post(*with_mentor("A3", days + 30, intensity), a_contact("A3", ago(days + 2)))
    assert await codes(due) == [("contact-due", 2)]
    assert await codes(due, overdue=True) == [("contact-due", 2)]


@pytest.mark.parametrize(
    "tried",
    [
        {"kind": "letter"},
        {"kind": "text"},
        {"kind": "email"},
        {"kind": "phone", "attendance": "did_not_attend"},
        {"kind": "face_to_face", "attendance": "did_not_attend"},
        {"kind": "face_to_face", "attendance": "cancelled"},
        {"on": FAR},
    ],
)
async def test_who_was_not_reached_is_still_due(post: Posting, due: Listing, tried: dict[str, Any]) -> None:
    await post(*with_mentor("B1", 4), a_contact("B1", **{"on": ago(0), **tried}))
    assert await codes(due) == [("contact-due", 1)]


@pytest.mark.parametrize("kind", ["letter", "text", "email", "phone"])
async def test_who_writes_or_calls_is_reached(post: Posting, due: Listing, kind: str) -> None:
    await post(*with_mentor("B2", 4), a_contact("B2", ago(0), kind, direction="from_participant"))
    assert await due() == []


async def test_a_plan_is_reviewed_every_28_days_and_a_new_version_is_a_review(
    post: Posting, due: Listing
) -> None:
    for subject, days in (("P1", 27), ("P2", 28), ("P3", 40)):
        await post(
            *with_mentor(subject, 60, plan_agreed=ago(days)),
            a_contact(subject, ago(0)),
        )
    assert [
        (each["reference"], each["rule"], each["since"], each["days_overdue"]) for each in await due()
    ] == [
        ("P3", "plan-not-reviewed", ago(40), 12),
        ("P2", "plan-not-reviewed", ago(28), 0),
    ]
    await post(a_plan("P2", ago(1), review="Still fits"), a_plan("P3", ago(0)))
    assert await due() == []


async def test_a_mentor_allocated_in_the_future_silences_no_list(post: Posting, due: Listing) -> None:
    await post(
        *with_mentor("B3", 40), an_event("mentor-allocated", "B3", {"mentor": "M-2", "allocated_on": FAR})
    )
    await post(a_contact("B3", ago(3)), a_contact("B3", FAR))
    assert await codes(due) == [("contact-due", 0)]


async def test_who_has_no_mentor_after_14_days_is_listed_until_one_is_allocated(
    post: Posting, due: Listing
) -> None:
    await post(
        a_registration("C1", registered_on=ago(13)),
        a_registration("C2", registered_on=ago(14)),
        a_registration("C3", registered_on=ago(20)),
    )
    assert [(each["reference"], each["rule"], each["days_overdue"]) for each in await due()] == [
        ("C3", "no-mentor", 6), ("C2", "no-mentor", 0),
    ]  # fmt: skip
    await post(an_event("mentor-allocated", "C2", {"mentor": "M-1"}), an_event("suspended", "C3", {}))
    assert await due() == []


async def test_who_has_no_plan_after_28_days_is_listed_until_one_is_agreed(
    post: Posting, due: Listing
) -> None:
    await post(a_registration("D1", registered_on=ago(28)), a_registration("D2", registered_on=ago(27)))
    assert [each["reference"] for each in await due(rule="no-plan")] == ["D1"]
    await post(a_plan("D1", ago(0)))
    assert await due(rule="no-plan") == []


async def test_no_word_for_sixty_days_is_listed_until_there_is_any(post: Posting, due: Listing) -> None:
    await post(a_registration("E1", registered_on=ago(90)), a_contact("E1", ago(60), "letter"))
    await post(a_registration("E2", registered_on=ago(59)), a_contact("E1", FAR))
    (item,) = await due(rule="no-word")
    assert (item["reference"], item["since"], item["days_overdue"]) == ("E1", ago(60), 0)
    await post(a_contact("E1", ago(59), attendance="did_not_attend"))
    assert await due(rule="no-word") == []


async def test_who_came_back_was_heard_of_on_that_day(post: Posting, due: Listing) -> None:
    left = {"left_on": ago(100), "kind": "unplanned", "reason": "disengaged"}
    await post(
        a_registration("E3", registered_on=ago(200)),
        an_event("exited", "E3", left),
        an_event("rejoined", "E3", {"rejoined_on": ago(60)}),
    )
    assert [each["since"] for each in await due(rule="no-word")] == [ago(60)]


async def test_a_review_of_risks_is_due_on_the_day_that_the_latest_risk_assessment_names(
    post: Posting, due: Listing
) -> None:
    await post(
        a_registration("F1", registered_on=ago(10)),
        an_event("risk-assessed", "F1", {"assessed_on": ago(9), "review_on": ago(0)}),
        an_event("risk-assessed", "F1", {"assessed_on": ago(10), "review_on": ago(5)}),
    )
    (item,) = await due()
    assert (item["rule"], item["since"], item["due_on"]) == ("risk-review-due", ago(9), ago(0))
    await post(an_event("risk-assessed", "F1", {"assessed_on": ago(0), "review_on": FAR}))
    assert await due() == []


async def test_a_follow_up_stays_due_after_it_was_announced_until_it_is_answered(
    participants: Running, post: Posting, due: Listing
) -> None:
    left = {"left_on": "2017-07-14", "kind": "planned", "reason": "support_received"}
    late = {**left, "left_on": ago(100)}
    await post(a_registration("G1"), an_event("exited", "G1", left))
    await post(a_registration("G2"), an_event("exited", "G2", late))
    await post(a_registration("G3"), an_event("exited", "G3", {**left, "reason": "died"}))
    await announce_due_follow_ups(participants.app.state.context)
    (item,) = await due()
    assert (item["reference"], item["rule"], item["since"]) == ("G1", "six-month-follow-up", "2017-07-14")
    assert item["due_on"] == months_after(date(2017, 7, 14), 6).isoformat()
    await post(an_event("followed-up", "G1", {"status": "not_in_work"}))
    assert await due() == []


async def test_each_item_comes_once_over_all_pages_what_fell_due_first_comes_first(
    post: Posting, due: Listing
) -> None:
    await post(*(a_registration(f"H{n}", registered_on=ago(60 + n % 2)) for n in range(5)))
    items = await due(limit=2)
    assert len({each["id"] for each in items}) == len(items) == 15
    assert [each["due_on"] for each in items] == sorted(each["due_on"] for each in items)
    assert items == await due()


async def test_a_mentors_list_and_a_lots_list_hold_only_their_people(post: Posting, due: Listing) -> None:
    in_powys = {"lot": "Powys", "local_authority": "W06000023"}
    await post(
        *with_mentor("J1", 10),
        *with_mentor("J2", 10),
        an_event("mentor-allocated", "J2", {"mentor": "M-2", "allocated_on": ago(10)}),
        a_registration("J3", registered_on=ago(20), **in_powys),
    )
    assert [each["reference"] for each in await due(worker="M-2")] == ["J2"]
    assert [each["reference"] for each in await due(lot="Powys")] == ["J3"]
    assert {each["reference"] for each in await due()} == {"J1", "J2", "J3"}


async def test_a_mentors_list_is_had_without_an_address_that_says_who(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    await post(
        *with_mentor("J4", 10),
        *with_mentor("J5", 10),
        an_event("mentor-allocated", "J5", {"mentor": "Eira", "allocated_on": ago(10)}),
    )

    async def search(organisation: UUID, **body: Any) -> httpx.Response:
        headers = bearer("provider", organisation)
        return await participants.client.post("/v1/due/search?limit=1", json=body, headers=headers)

    found = await search(provider, worker="Eira", rule="contact-due", overdue=True)
    assert [each["reference"] for each in found.json()["items"]] == ["J5"]
    assert (await search(provider, worker="Eira", rule="no-word")).json()["items"] == []
    assert (await search(uuid4(), worker="Eira")).json()["items"] == []
    refused = await search(provider)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/worker")


async def test_anothers_people_are_on_no_list(post: Posting, due: Listing) -> None:
    await post(*with_mentor("K1", 100), organisation=uuid4())
    assert await due() == []


@pytest.mark.parametrize("after", ["AAAA", "_" * 43])
async def test_a_cursor_that_the_list_did_not_give_is_refused(
    participants: Running, bearer: Tokens, after: str
) -> None:
    answer = await participants.client.get("/v1/due", headers=bearer("lead"), params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-unknown")


DUE = """query ($rule: DueRule, $after: String) {
  due(rule: $rule, first: 1, after: $after) {
    nodes { rule reference dueOn since daysOverdue lot { code } mentor { openParticipants }
            participant { id } enrolment { status } }
    pageInfo { hasNextPage endCursor }
  }
}"""


async def test_the_graph_lists_the_same_page_by_page(
    participants: Running, bearer: Tokens, post: Posting, provider: Any
) -> None:
    await post(*with_mentor("L1", 5), *with_mentor("L2", 4))
    headers = bearer("provider", provider)
    first = (await told(participants, headers, DUE, rule="CONTACT_DUE"))["due"]
    (node,) = first["nodes"]
    assert (node["reference"], node["dueOn"], node["since"], node["daysOverdue"]) == ("L1", ago(2), ago(5), 2)
    assert (node["rule"], node["lot"], node["mentor"]) == (
        "CONTACT_DUE", {"code": "North Wales"}, {"openParticipants": 2},
    )  # fmt: skip
    assert node["enrolment"] == {"status": "OPEN"}
    second = (await told(participants, headers, DUE, after=first["pageInfo"]["endCursor"]))["due"]
    assert ([each["reference"] for each in second["nodes"]], second["pageInfo"]["hasNextPage"]) == (
        ["L2"], False,
    )  # fmt: skip


def test_there_is_a_rule_for_each_code_in_order() -> None:
    made = rules(programmes.programme("oows").due)
    assert [each.code for each in made] == list(RuleCode)
