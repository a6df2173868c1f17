"""Whoever leaves for work is in touch for six months: two check-ins are due, and contacts count by themselves
(handbook 2, "Soft landing and six months")."""

from typing import Any

import pytest

from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment
from tests.services.participants.test_disengagement import a_contact, ago, an_exit, enrolment

JOINED = 300
INTO_WORK = {"kind": "planned", "reason": "employment"}


def in_work(subject: str, left: int) -> list[dict[str, Any]]:
    """Somebody who left for work so many days ago."""
    return [a_registration(subject, registered_on=ago(JOINED)), an_exit(subject, left, **INTO_WORK)]


@pytest.fixture
def check_ins(participants: Running, bearer: Tokens, provider: Any) -> Any:
    async def listed(subject: str) -> list[tuple[str, int]]:
        """The check-ins that are due of somebody, each with how long it is overdue."""
        page = await participants.client.get(
            "/v1/due", params={"limit": "500"}, headers=bearer("lead", provider)
        )
        return [
            (each["rule"], each["days_overdue"])
            for each in page.json()["items"]
            if each["reference"] == subject and each["rule"].endswith("check-in")
        ]

    return listed


async def test_two_check_ins_are_due_after_eight_and_sixteen_weeks(post: Posting, check_ins: Any) -> None:
    for subject, left in (("L1", 55), ("L2", 56), ("L3", 112)):
        await post(*in_work(subject, left))
    assert await check_ins("L1") == []
    assert await check_ins("L2") == [("first-check-in", 0)]
    assert await check_ins("L3") == [("first-check-in", 56), ("second-check-in", 0)]


async def test_days_on_which_the_person_was_reached_count_by_themselves(
    post: Posting, check_ins: Any, participants: Running, bearer: Tokens, provider: Any
) -> None:
    await post(*in_work("L4", 120), a_contact("L4", 100, kind="letter"), a_contact("L4", 130, kind="phone"))
    assert len(await check_ins("L4")) == 2, "a letter reached nobody yet, and before leaving is no landing"
    await post(a_contact("L4", 90, kind="phone"), a_contact("L4", 90, kind="face_to_face"))
    assert await check_ins("L4") == [("second-check-in", 8)]
    shown = await enrolment(participants, bearer("lead", provider), "L4")
    assert (shown["check_ins"], shown["soft_landing_until"] > ago(0)) == (1, True)
    await post(a_contact("L4", 95, kind="phone"))
    assert await check_ins("L4") == []


@pytest.mark.parametrize(
    "left", [{"kind": "planned", "reason": "support_received"}, {"kind": "unplanned", "reason": "withdrew"}]
)
async def test_who_left_for_anything_else_is_not_landing(
    post: Posting, check_ins: Any, left: dict[str, str]
) -> None:
    subject = f"L5-{left['reason']}"
    await post(a_registration(subject, registered_on=ago(JOINED)), an_exit(subject, 150, **left))
    assert await check_ins(subject) == []


async def test_who_returns_is_landing_no_more(post: Posting, check_ins: Any) -> None:
    await post(*in_work("L6", 150), an_event("rejoined", "L6", {"rejoined_on": ago(20)}))
    assert await check_ins("L6") == []


async def test_a_mended_exit_begins_the_landing_on_the_right_day(post: Posting, check_ins: Any) -> None:
    joined, left = in_work("L7", 150)
    await post(joined, left, a_contact("L7", 140, kind="phone"))
    assert await check_ins("L7") == [("second-check-in", 38)]
    right = {**left["data"], "left_on": ago(130)}
    await post(an_amendment("L7", a_change(left, data=right)))
    assert await check_ins("L7") == [("first-check-in", 74), ("second-check-in", 18)]
