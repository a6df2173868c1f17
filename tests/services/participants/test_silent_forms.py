"""A form that is silent about something wipes nothing: "not asked" is not "not known", and null is "left
out"."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.participant import TOPIC
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, a_registration, an_event

COMPLETE = {
    "form": "P2.1",
    "gender": "female",
    "ethnicity": "white",
    "condition": "both",
    "qualification": "none",
    "single_adult_household": "yes",
    "jobless_household": "no",
    "homeless": "no",
    "dependent_children": "no",
    "primary_carer": "no",
    "work_limiting_condition": "no",
    "disability": "no",
}
DISCLOSED = {"kind": "disclosure", "reason": "Told her mentor", "author": "M-7"}


async def shown(
    participants: Running, bearer: Tokens, provider: UUID, result: dict[str, Any]
) -> dict[str, Any]:
    answer = await participants.client.get(
        f"/v1/participants/{result['participant']}", headers=bearer("provider", provider)
    )
    [enrolment] = answer.json()["enrolments"]
    found: dict[str, Any] = enrolment
    return found


@pytest.mark.parametrize(
    "silent", [{"form": "wheel", "cv": 3}, COMPLETE, {**COMPLETE, "labour_market": None}, {"form": "P2"}]
)
async def test_what_p1_says_of_the_labour_market_holds_after_a_form_that_is_silent_about_it(
    post: Posting, participants: Running, silent: dict[str, Any]
) -> None:
    result, _ = await post(a_registration("S1"), an_event("assessed", "S1", silent))
    _, assessed = await Bus(participants).announced(TOPIC, UUID(result["enrolment"]), 2)
    assert assessed["labour_market"] == "economically_inactive"


async def test_a_correction_keeps_what_p1_said_as_the_old_value(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    correction = {"field": "labour_market", "value": "unemployed", "reason": "Mistyped", "author": "M-7"}
    result, *_ = await post(
        a_registration("S2"),
        an_event("assessed", "S2", {"form": "wheel", "cv": 3}),
        an_event("corrected", "S2", correction),
    )
    enrolment = await shown(participants, bearer, provider, result)
    [corrected] = [each for each in enrolment["records"] if each["kind"] == "corrected"]
    assert corrected["answers"]["old_value"] == "economically_inactive"


async def test_a_second_form_that_asks_one_thing_leaves_the_first_one_complete(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    result, *_ = await post(
        a_registration("S3"),
        an_event("assessed", "S3", COMPLETE),
        an_event("assessed", "S3", {"form": "P2.1", "disability": "yes", "difference": DISCLOSED}),
    )
    enrolment = await shown(participants, bearer, provider, result)
    told = {name: value for name, value in COMPLETE.items() if name != "form"}
    expected = {**told, "disability": "yes", "labour_market": "economically_inactive"}
    assert (enrolment["characteristics"], enrolment["missing"]) == (expected, {})


async def test_not_asked_and_not_known_are_two_things(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    result, *_ = await post(
        a_registration("S4", eligibility={}),
        an_event("assessed", "S4", {"form": "P2.1", "gender": "not_known"}),
        an_event("assessed", "S4", {"form": "P2", "recent_use": "not_known", "motivation": 3}),
    )
    enrolment = await shown(participants, bearer, provider, result)
    assert enrolment["characteristics"] == {"gender": "not_known"}
    unanswered = ["work_history", "qualification", "main_substance", "length_of_dependency"]
    assert enrolment["missing"]["P2"] == unanswered


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("assessed", {"form": "P2", "needs": None, "barriers": None, "qualification": None}),
        ("risk-assessed", {"form": None, "violence_against_women": None, "who_may_know": None}),
        ("exited", {"left_on": None, "soft_outcomes": None}),
    ],
)
async def test_null_is_left_out(post: Posting, kind: str, data: dict[str, Any]) -> None:
    _, result = await post(a_registration("S5"), an_event(kind, "S5", data))
    assert result["status"] == "accepted", result


async def test_null_is_left_out_of_a_part_of_a_form(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    person = {"given_name": "Siân", "family_name": "Parry", "date_of_birth": "1984-07-12"}
    [result] = await post(
        a_registration("S6", person={**person, "language": None, "address": None}, eligibility=None)
    )
    assert (await shown(participants, bearer, provider, result))["missing"] == {"P1": ["evidence"]}


async def test_a_field_that_is_required_is_missing_where_it_is_null(post: Posting) -> None:
    [result] = await post(a_registration("S7", lot=None))
    [error] = result["problem"]["errors"]
    assert (result["problem"]["code"], error["pointer"]) == ("invalid", "/data/lot")


async def test_a_field_that_we_do_not_know_is_an_error_also_where_it_is_null(post: Posting) -> None:
    _, result = await post(a_registration("S8"), an_event("resumed", "S8", {"resumed": None}))
    [error] = result["problem"]["errors"]
    assert (result["problem"]["code"], error["pointer"]) == ("invalid", "/data")
