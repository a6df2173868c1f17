"""Somebody is ready for placement while mentor and participant say so, and the others learn it without a
word of who it is or why it ended (handbook 4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.clock import date_in_wales, now
from shared.contracts.participant import TOPIC
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, Shown, a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment, restated

READY = "ready-for-placement"
NO_LONGER = "no-longer-ready"


def readiness(subject: str, on: str = "2018-06-04", **differences: Any) -> dict[str, Any]:
    data = {"agreed_by_participant": True, "agreed_by_mentor": True, "kinds": ["paid_job"], **differences}
    return an_event(READY, subject, data, time=f"{on}T10:00:00+01:00")


async def facts(participants: Running, result: dict[str, Any], count: int) -> list[dict[str, Any]]:
    return await Bus(participants).announced(TOPIC, UUID(result["enrolment"]), count)


def kind(fact: dict[str, Any]) -> str:
    return str(fact["type"].split(".")[3])


async def test_what_a_match_is_made_of_is_told_and_nothing_else(
    post: Posting, participants: Running, shown: Shown
) -> None:
    told: dict[str, Any] = {
        "from": "2018-06-11",
        "soc_groups": [7, 9],
        "hours_patterns": ["days"],
        "max_hours_per_week": 20,
        "travel": "adjoining_lots",
        "drives": True,
        "certificates": ["cscs", {"kind": "food_hygiene", "expires_on": "2021-05-14"}],
        "legal_requirements_met": ["aged_18_or_over"],
        "adjustments": ["regular_breaks"],
        "interests": ["gaming"],
    }
    first, _ = await post(a_registration("R1"), readiness("R1", **told, note="Canary relapse"))
    _, fact = await facts(participants, first, 2)
    assert kind(fact) == READY
    common = {"type", "happened_at", "enrolment_id", "participant_id", "provider"}
    assert {name: value for name, value in fact.items() if name not in common} == {
        **{name: value for name, value in told.items() if name not in ("from", "certificates")},
        "certificates": [
            {"kind": "cscs", "expires_on": None},
            {"kind": "food_hygiene", "expires_on": "2021-05-14"},
        ],
        "kinds": ["paid_job"],
        "available_from": "2018-06-11",
        "ready_on": "2018-06-04",
        "stale_on": "2018-07-02",
    }
    assert (await shown(first))["enrolments"][0]["ready_on"] == "2018-06-04"


@pytest.mark.parametrize("who", ["agreed_by_participant", "agreed_by_mentor"])
async def test_nobody_is_ready_unless_both_say_so(post: Posting, who: str) -> None:
    no: dict[str, Any] = {who: False}
    _, refused = await post(a_registration(f"R2-{who}"), readiness(f"R2-{who}", **no))
    assert refused["problem"]["code"] == "not-agreed-by-both"
    assert refused["problem"]["errors"][0]["pointer"] == f"/data/{who}"


ENDINGS: dict[str, dict[str, Any]] = {
    "no-longer-ready": {"note": "Wants to wait"},
    "exited": {"left_on": "2018-07-01", "kind": "unplanned", "reason": "relapse_substance"},
    "suspended": {"reason": "not_ready"},
    "assessed": {"form": "recovery", "relapsed": "yes"},
    "consent-changed": {"consent": "to_take_part", "given": False},
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_readiness_ends_and_nobody_is_told_why(
    post: Posting, participants: Running, shown: Shown, ending: str
) -> None:
    subject = f"R3-{ending}"
    end = an_event(ending, subject, ENDINGS[ending], time="2018-07-01T10:00:00+01:00")
    first, *_ = await post(a_registration(subject), readiness(subject), end)
    *_, last = await facts(participants, first, 3 if ending == NO_LONGER else 4)
    assert kind(last) == NO_LONGER
    assert last.keys() == {"type", "happened_at", "enrolment_id", "participant_id", "provider"}
    assert (await shown(first))["enrolments"][0]["ready_on"] is None


@pytest.mark.parametrize("relapsed", ["no", "not_known"])
async def test_without_a_relapse_somebody_stays_ready(
    post: Posting, participants: Running, shown: Shown, relapsed: str
) -> None:
    subject = f"R4-{relapsed}"
    review = an_event("assessed", subject, {"form": "recovery", "relapsed": relapsed})
    first, *_ = await post(a_registration(subject), readiness(subject), review)
    assert (await shown(first))["enrolments"][0]["ready_on"] == "2018-06-04"


async def test_what_ends_nothing_is_not_announced(post: Posting, participants: Running) -> None:
    first, *_ = await post(a_registration("R5"), an_event(NO_LONGER, "R5", {}), readiness("R5"))
    assert [kind(each) for each in await facts(participants, first, 2)] == ["registered", READY]


async def test_the_newest_agreement_stands(post: Posting, participants: Running, shown: Shown) -> None:
    first, *_ = await post(
        a_registration("R6"), readiness("R6"), readiness("R6", agreed_on="2018-06-30"), readiness("R6")
    )
    *_, last = await facts(participants, first, 3)
    assert (last["ready_on"], last["stale_on"]) == ("2018-06-30", "2018-07-28")
    assert (await shown(first))["enrolments"][0]["ready_on"] == "2018-06-30"


async def test_nothing_is_agreed_for_a_day_to_come(post: Posting, shown: Shown) -> None:
    first, _ = await post(a_registration("R7"), readiness("R7", agreed_on="2199-01-01"))
    today = date_in_wales(now()).isoformat()
    assert (await shown(first))["enrolments"][0]["ready_on"] == today


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (("exited", {}), "already-left"),
        (("suspended", {}), "file-suspended"),
        (("consent-changed", {"consent": "to_take_part", "given": False}), "consent-withdrawn"),
    ],
)
async def test_who_does_not_take_part_is_not_ready(
    post: Posting, state: tuple[str, dict[str, Any]], code: str
) -> None:
    subject = f"R8-{code}"
    *_, refused = await post(
        a_registration(subject), an_event(state[0], subject, state[1]), readiness(subject)
    )
    assert refused["problem"]["code"] == code


async def test_a_relapse_that_never_was_leaves_somebody_ready(post: Posting, participants: Running) -> None:
    review = an_event(
        "assessed", "R9", {"form": "recovery", "relapsed": "yes"}, time="2018-07-01T10:00:00+01:00"
    )
    first, *_ = await post(a_registration("R9"), readiness("R9"), review)
    await post(an_amendment("R9", a_change(review, withdrawn=True)))
    fact = await restated(participants, first, 5)
    assert [kind(each) for each in fact["history"]] == ["registered", READY]


@pytest.mark.parametrize(("days", "is_due"), [(27, False), (28, True)])
async def test_readiness_is_to_be_confirmed_on_its_day(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID, days: int, is_due: bool
) -> None:
    agreed = (date_in_wales(now()) - timedelta(days=days)).isoformat()
    subject = f"R10-{days}"
    await post(a_registration(subject), readiness(subject, agreed_on=agreed))
    answer = await participants.client.get(
        "/v1/due", headers=bearer("provider", provider), params={"rule": "readiness-unconfirmed"}
    )
    assert (subject in {each["reference"] for each in answer.json()["items"]}) is is_due
    await post(readiness(subject, agreed_on=date_in_wales(now()).isoformat()))
    answer = await participants.client.get(
        "/v1/due", headers=bearer("provider", provider), params={"rule": "readiness-unconfirmed"}
    )
    assert subject not in {each["reference"] for each in answer.json()["items"]}
