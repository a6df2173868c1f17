"""A file is closed as disengaged after three strikes, which contacts count by themselves (handbook 2)."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.calendar import months_after
from shared.clock import date_in_wales, now
from tests.conftest import Running, Tokens
from tests.graph import told
from tests.services.participants.conftest import Posting, a_registration, an_event

TODAY = date_in_wales(now())


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def a_contact(subject: str, days_ago: int, **data: Any) -> dict[str, Any]:
    return an_event("contact-recorded", subject, {"contacted_on": ago(days_ago), **data})


def a_call(subject: str, days_ago: int) -> dict[str, Any]:
    return a_contact(subject, days_ago, kind="phone", attendance="did_not_attend")


def struck(subject: str, letter: int, joined: int = 200) -> list[dict[str, Any]]:
    """Somebody with three strikes, whose letter was sent that many days ago."""
    return [
        a_registration(subject, registered_on=ago(joined)),
        a_call(subject, letter + 3),
        a_call(subject, letter + 1),
        a_contact(subject, letter, kind="letter"),
    ]


def an_exit(subject: str, days_ago: int = 0, **data: Any) -> dict[str, Any]:
    left = {"left_on": ago(days_ago), "kind": "unplanned", "reason": "disengaged", **data}
    return an_event("exited", subject, left)


def answers(results: list[dict[str, Any]]) -> list[str]:
    return [each.get("problem", {}).get("code", each["status"]) for each in results]


async def enrolment(participants: Running, headers: dict[str, str], subject: str) -> dict[str, Any]:
    found = await participants.client.post(
        "/v1/participants/search", json={"reference": subject}, headers=headers
    )
    (item,) = found.json()["items"]
    return dict(item)


async def test_day_seven_is_too_early_and_day_eight_is_not(post: Posting) -> None:
    await post(*struck("A1", letter=20))
    refused = await post(an_exit("A1", 13))
    problem = refused[0]["problem"]
    assert (problem["code"], problem["strikes"]) == ("disengaged-too-early", "3")
    assert problem["closes_from"] == ago(12)
    assert problem["errors"][0]["pointer"] == "/data/left_on"
    assert answers(await post(an_exit("A1", 12))) == ["accepted"]


async def test_an_exit_without_a_date_is_judged_by_the_day_it_is_told(post: Posting) -> None:
    undated = {"kind": "unplanned", "reason": "disengaged"}
    await post(*struck("A2", letter=2))
    told_today = an_event("exited", "A2", undated, time=now().isoformat())
    assert answers(await post(told_today)) == ["disengaged-too-early"]


async def test_fewer_than_three_strikes_close_no_file_and_none_at_all_say_nothing(post: Posting) -> None:
    await post(*struck("B1", letter=20)[:-1], a_registration("B2", registered_on=ago(200)))
    assert answers(await post(an_exit("B1"))) == ["disengaged-too-early"]
    assert answers(await post(an_exit("B2"))) == ["accepted"]


@pytest.mark.parametrize("reason", ["breach_of_conduct", "withdrew", "custody"])
async def test_any_other_reason_closes_at_once(post: Posting, reason: str) -> None:
    await post(*struck("B3", letter=1))
    assert answers(await post(an_exit("B3", reason=reason))) == ["accepted"]


@pytest.mark.parametrize(
    "reply",
    [
        {"kind": "letter", "direction": "from_participant"},
        {"kind": "text", "direction": "from_participant"},
        {"kind": "phone"},
    ],
)
async def test_a_reply_resets_the_count(
    post: Posting, participants: Running, bearer: Tokens, provider: Any, reply: dict[str, Any]
) -> None:
    headers = bearer("provider", provider)
    await post(*struck("C1", letter=10))
    before = await enrolment(participants, headers, "C1")
    assert (before["strikes"], before["letter_ends_on"]) == (3, ago(3))
    await post(a_contact("C1", 2, **reply))
    after = await enrolment(participants, headers, "C1")
    assert (after["strikes"], after["letter_ends_on"]) == (0, None)
    await post(a_call("C1", 1))
    assert answers(await post(an_exit("C1"))) == ["disengaged-too-early"]


async def test_who_disengages_shortly_after_joining_is_suspended_and_tried_for_six_months(
    post: Posting, participants: Running, bearer: Tokens, provider: Any
) -> None:
    headers = bearer("provider", provider)
    suspended = {"suspended_on": ago(290), "reason": "not_answering"}
    await post(*struck("D1", letter=300, joined=310))
    assert answers(await post(an_exit("D1", 290))) == ["disengaged-too-early"]
    await post(an_event("suspended", "D1", suspended))
    until = months_after(date.fromisoformat(ago(290)), 6)
    assert (await enrolment(participants, headers, "D1"))["tried_until"] == until.isoformat()
    listed = await participants.client.get("/v1/due", headers=headers, params={"rule": "trying-ended"})
    (item,) = listed.json()["items"]
    assert (item["since"], item["due_on"]) == (ago(290), until.isoformat())
    days_ago = (TODAY - until).days
    assert answers(await post(an_exit("D1", days_ago + 1))) == ["disengaged-too-early"]
    assert answers(await post(an_exit("D1", days_ago))) == ["accepted"]
    listed = await participants.client.get("/v1/due", headers=headers, params={"rule": "trying-ended"})
    assert listed.json()["items"] == []


async def test_a_letter_whose_days_have_ended_is_listed_until_there_is_a_reply_or_an_exit(
    post: Posting, participants: Running, bearer: Tokens, provider: Any
) -> None:
    async def listed() -> list[tuple[str, str]]:
        answer = await participants.client.get(
            "/v1/due", headers=bearer("provider", provider), params={"rule": "letter-ended"}
        )
        return [(each["reference"], each["due_on"]) for each in answer.json()["items"]]

    await post(*struck("E1", letter=7), *struck("E2", letter=8), *struck("E3", letter=9))
    assert await listed() == [("E3", ago(1)), ("E2", ago(0))]
    await post(an_exit("E3"), a_contact("E2", 1, kind="phone"))
    assert await listed() == []


async def test_a_call_that_is_withdrawn_is_no_strike_any_more(
    post: Posting, participants: Running, bearer: Tokens, provider: Any
) -> None:
    events = struck("F1", letter=10)
    await post(*events)
    change = {"record": {"source": events[1]["source"], "id": events[1]["id"]}, "withdrawn": True}
    mending = {"reason": "Another person was called", "author": "S. Prys", "changes": [change]}
    assert answers(await post(an_event("records-amended", "F1", mending))) == ["accepted"]
    assert (await enrolment(participants, bearer("provider", provider), "F1"))["strikes"] == 1


async def test_coming_back_starts_the_count_again_and_the_graph_tells_it(
    post: Posting, participants: Running, bearer: Tokens, provider: Any
) -> None:
    question = """{ due(rule: LETTER_ENDED, first: 1) { nodes { enrolment {
        strikes lettersLastDay: letterEndsOn suspendedOn triedUntil } } } }"""
    headers = bearer("provider", provider)
    await post(*struck("G1", letter=30))
    (node,) = (await told(participants, headers, question))["due"]["nodes"]
    assert node["enrolment"] == {
        "strikes": 3, "lettersLastDay": ago(23), "suspendedOn": None, "triedUntil": None,
    }  # fmt: skip
    await post(an_exit("G1", 20), an_event("rejoined", "G1", {"rejoined_on": ago(1)}))
    assert (await enrolment(participants, headers, "G1"))["strikes"] == 0
