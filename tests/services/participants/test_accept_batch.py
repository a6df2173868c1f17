"""Posting events: each is answered, none sinks its neighbours, and twice is once."""

import asyncio
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from tests.conftest import Database, Running, Tokens
from tests.eventually import eventually
from tests.services.participants.conftest import Posting, a_registration, an_event


async def test_a_person_is_registered_and_the_provider_is_told_our_ids(post: Posting) -> None:
    (result,) = await post(a_registration("A1"))
    assert result["status"] == "accepted", result
    assert UUID(result["participant"])
    assert UUID(result["enrolment"])


async def test_one_batch_takes_a_person_from_registration_to_follow_up(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    results = await post(
        a_registration("A2"),
        an_event("assessed", "A2", {"form": "P2.1", "gender": "female", "condition": "both"}),
        an_event("assessed", "A2", {"form": "wheel", "cv": 3}),
        an_event("risk-assessed", "A2", {"risks_to_self": "None today"}),
        an_event("mentor-allocated", "A2", {"mentor": "M-7"}),
        an_event("action-plan-agreed", "A2", {"goals": ["Find a course"]}),
        an_event("contact-recorded", "A2", {"kind": "phone"}),
        an_event("activity-recorded", "A2", {"kind": "group", "hours": 2}),
        an_event("intensity-changed", "A2", {"intensity": "red", "reason": "Moved house"}),
        an_event("suspended", "A2", {"reason": "not_answering"}),
        an_event("resumed", "A2", {}),
        an_event("achievement-recorded", "A2", {"kind": "paid_work", "achieved_on": "2017-06-01"}),
        an_event(
            "exited",
            "A2",
            {
                "left_on": "2017-06-02",
                "kind": "planned",
                "reason": "employment",
                "soft_outcomes": {"own_confidence": {"change": "better", "baseline": 4}},
            },
        ),
        an_event("followed-up", "A2", {"status": "in_work", "observed_on": "2017-12-02"}),
        an_event(
            "corrected",
            "A2",
            {"field": "gender", "value": "male", "reason": "Typing error", "author": "M-7"},
        ),
    )
    assert [each["status"] for each in results] == ["accepted"] * 15
    shown = await participants.client.get(
        f"/v1/participants/{results[0]['participant']}", headers=bearer("provider", provider)
    )
    (enrolment,) = shown.json()["enrolments"]
    assert shown.json()["person"]["given_name"] == "Siân"
    assert enrolment["strand"] == "25+"
    assert enrolment["esf_area"] == "West Wales and the Valleys"
    assert enrolment["status"] == "closed"
    assert enrolment["follow_up"] == "in_work"
    assert enrolment["characteristics"]["gender"] == "male"
    assert "motivation" not in enrolment["missing"].get("P2", [])
    corrected = next(each for each in enrolment["records"] if each["kind"] == "corrected")
    assert corrected["answers"]["old_value"] == "female"


async def test_a_bad_event_never_sinks_its_neighbours(post: Posting) -> None:
    results = await post(
        a_registration("A3"),
        an_event("contact-recorded", "A3", {"kind": "carrier pigeon"}),
        an_event("contact-recorded", "nobody", {"kind": "phone"}),
        "not an event",
        an_event("contact-recorded", "A3", {"kind": "phone"}),
    )
    assert [each["status"] for each in results] == [
        "accepted", "rejected", "rejected", "rejected", "accepted",
    ]  # fmt: skip
    assert results[1]["problem"]["errors"][0]["pointer"] == "/data/kind"
    assert (results[2]["problem"]["code"], results[2]["problem"]["retry"]) == ("subject-unknown", True)


async def test_fifty_copies_at_once_are_one(post: Posting, provider: UUID) -> None:
    event = a_registration("A4")
    answers = await asyncio.gather(*(post(event) for _ in range(50)))
    statuses = sorted(result["status"] for (result,) in answers)
    assert statuses == ["accepted"] + ["duplicate"] * 49
    assert len({result["enrolment"] for (result,) in answers}) == 1


async def test_a_provider_whose_batches_wait_keeps_nobody_else_waiting(
    post: Posting, provider: UUID, database: Database
) -> None:
    held = await asyncpg.connect(f"{database.server}/participants")
    turn = held.transaction()
    await turn.start()
    await held.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", str(provider))
    many = [asyncio.ensure_future(post(a_registration(f"A7-{nth}"))) for nth in range(40)]
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    await eventually(partial(held.fetchval, waiting), until=(1).__le__)
    (result,) = await post(a_registration("A7"), organisation=uuid4())
    assert result["status"] == "accepted"
    assert not any(each.done() for each in many)
    await turn.rollback()
    await held.close()
    assert {result["status"] for (result,) in await asyncio.gather(*many)} == {"accepted"}


async def test_the_same_id_with_another_content_is_refused(post: Posting) -> None:
    event = a_registration("A5")
    await post(event)
    (result,) = await post({**event, "time": "2017-03-07T10:00:00+00:00"})
    assert (result["status"], result["problem"]["code"]) == ("rejected", "event-id-reused")


async def test_another_organisations_subject_is_nobody(post: Posting) -> None:
    await post(a_registration("A6"))
    (result,) = await post(an_event("contact-recorded", "A6", {"kind": "phone"}), organisation=uuid4())
    assert result["problem"]["code"] == "subject-unknown"


async def test_a_time_in_the_future_is_refused(post: Posting) -> None:
    event: dict[str, Any] = {**a_registration("A7"), "time": "2199-01-01T00:00:00Z"}
    (result,) = await post(event)
    assert (result["problem"]["code"], result["problem"]["errors"][0]["pointer"]) == (
        "time-in-future", "/time",
    )  # fmt: skip


async def test_somebody_who_left_can_rejoin_on_the_same_record(post: Posting) -> None:
    first, _, rejoined, again = await post(
        a_registration("A8"),
        an_event("exited", "A8", {"left_on": "2017-05-01", "kind": "unplanned"}),
        an_event("rejoined", "A8", {}),
        an_event("rejoined", "A8", {}),
    )
    assert rejoined["enrolment"] == first["enrolment"]
    assert again["problem"]["code"] == "not-left"
