"""People disclose later: an answer that differs from one that is known is a disclosure or a correction."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.participant import TOPIC
from tests.conftest import Running
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, Shown, a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment

FIRST = {"form": "P2.1", "gender": "female", "disability": "no", "ethnicity": "not_known"}
DIFFERENT = {"form": "P2.1", "disability": "yes", "labour_market": "unemployed"}


def because(kind: str) -> dict[str, Any]:
    return {"kind": kind, "reason": "Told her mentor", "author": "M-7"}


async def test_another_answer_asks_which_it_is(post: Posting) -> None:
    *_, result = await post(
        a_registration("D1"), an_event("assessed", "D1", FIRST), an_event("assessed", "D1", DIFFERENT)
    )
    assert result["problem"]["code"] == "disclosure-or-correction"
    assert result["problem"]["errors"][0]["pointer"] == "/data/difference"


@pytest.mark.parametrize(
    "same",
    [
        FIRST,
        {"form": "P2.1", "ethnicity": "white"},
        {"form": "P2.1", "gender": "not_known"},
        {"form": "P2.1", "labour_market": "unemployed"},
    ],
)
async def test_an_answer_that_is_new_or_the_same_is_just_taken(post: Posting, same: dict[str, Any]) -> None:
    *_, result = await post(
        a_registration("D2"), an_event("assessed", "D2", FIRST), an_event("assessed", "D2", same)
    )
    assert result["status"] == "accepted", result


@pytest.mark.parametrize(
    ("kind", "corrected"), [("disclosure", []), ("correction", ["labour_market", "disability"])]
)
async def test_either_keeps_old_and_new_with_reason_and_author(
    post: Posting, participants: Running, shown: Shown, kind: str, corrected: list[str]
) -> None:
    first, _, result = await post(
        a_registration("D3"),
        an_event("assessed", "D3", FIRST),
        an_event("assessed", "D3", {**DIFFERENT, "difference": because(kind)}, time="2017-05-01T10:00:00Z"),
    )
    assert result["status"] == "accepted", result
    [enrolment] = (await shown(first))["enrolments"]
    assert enrolment["characteristics"]["disability"] == "yes"
    kept = enrolment["records"][-1]["answers"]
    assert (kept["difference"], kept["disability"]) == (because(kind), "yes")
    assert kept["old_values"] == {"disability": "no", "labour_market": "economically_inactive"}
    *_, fact = await Bus(participants).announced(TOPIC, UUID(first["enrolment"]), 3)
    assert sorted(fact["corrected"]) == sorted(corrected)


async def test_a_mending_after_which_an_answer_would_differ_names_the_record(post: Posting) -> None:
    form = an_event("assessed", "D4", FIRST)
    *_, result = await post(
        a_registration("D4"),
        form,
        an_event("assessed", "D4", FIRST),
        an_amendment("D4", a_change(form, data={**FIRST, "gender": "male"})),
    )
    assert (result["problem"]["code"], result["problem"]["because"]) == (
        "amends-into-conflict", "disclosure-or-correction",
    )  # fmt: skip
