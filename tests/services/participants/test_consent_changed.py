"""Consents are separate, dated, withdrawn from a day on, and acted upon (handbook 2, "Consent")."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.participant import TOPIC
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.participants.conftest import Posting, a_registration, an_event

EVERY_CONSENT: dict[str, Any] = {
    "to_take_part": True,
    "given_on": "2017-03-06",
    "share_work_outcome_with_referrer": True,
    "share_work_outcome_on": "2017-03-07",
    "follow_up": {"given": True, "how": ["phone"], "never_through_employer": True},
    "employer_matching": {"given": True, "given_on": "2017-03-08", "may_be_told": ["name", "skills"]},
    "evaluation": {"given": False},
}


def a_change(subject: str, consent: str, *, given: bool, on: str, **covers: Any) -> dict[str, Any]:
    return an_event(
        "consent-changed", subject, {"consent": consent, "given": given, "changed_on": on, **covers}
    )


async def enrolment_of(
    participants: Running, bearer: Tokens, provider: UUID, result: dict[str, Any]
) -> dict[str, Any]:
    address = f"/v1/participants/{result['participant']}"
    answer = await participants.client.get(address, headers=bearer("provider", provider))
    (enrolment,) = answer.json()["enrolments"]
    found: dict[str, Any] = enrolment
    return found


async def rules_due(participants: Running, bearer: Tokens, provider: UUID) -> set[str]:
    answer = await participants.client.get("/v1/due", headers=bearer("provider", provider))
    return {each["rule"] for each in answer.json()["items"]}


async def test_each_consent_is_shown_with_its_date_and_what_it_covers(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    [result] = await post(a_registration("W1", consent=EVERY_CONSENT))
    shown = (await enrolment_of(participants, bearer, provider, result))["consents"]
    assert {name: (each["given"], each["on"]) for name, each in shown.items()} == {
        "to_take_part": (True, "2017-03-06"),
        "share_work_outcome_with_referrer": (True, "2017-03-07"),
        "follow_up": (True, "2017-03-06"),
        "employer_matching": (True, "2017-03-08"),
        "evaluation": (False, "2017-03-06"),
    }
    assert (shown["follow_up"]["how"], shown["follow_up"]["never_through_employer"]) == (["phone"], True)
    assert shown["employer_matching"]["may_be_told"] == ["name", "skills"]
    [fact] = await Bus(participants).announced(TOPIC, UUID(result["enrolment"]), 1)
    assert fact["consents"]["evaluation"] is False


async def test_a_consent_that_nobody_asked_about_is_not_a_no(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    [result] = await post(a_registration("W2"))
    assert set((await enrolment_of(participants, bearer, provider, result))["consents"]) == {"to_take_part"}


async def test_a_withdrawal_is_told_to_others_and_an_older_change_changes_nothing(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    share = "share_work_outcome_with_referrer"
    result, *_ = await post(
        a_registration("W3", consent=EVERY_CONSENT),
        a_change("W3", share, given=False, on="2017-05-02"),
        a_change("W3", share, given=True, on="2017-05-01"),
    )
    shown = (await enrolment_of(participants, bearer, provider, result))["consents"][share]
    assert (shown["given"], shown["on"]) == (False, "2017-05-02")
    _, told = await Bus(participants).announced(TOPIC, UUID(result["enrolment"]), 2)
    assert (told["consent"], told["given"], told["since"]) == (share, False, "2017-05-02")


async def test_whoever_withdraws_the_consent_to_take_part_is_not_supported_any_more_and_due_to_be_closed(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    results = await post(
        a_registration("W4"),
        a_change("W4", "to_take_part", given=False, on="2017-05-02"),
        an_event("mentor-allocated", "W4", {"mentor": "M-7"}),
        an_event("action-plan-agreed", "W4", {"goals": ["Work"]}),
        an_event("contact-recorded", "W4", {"kind": "phone"}),
    )
    refused = [each["problem"]["code"] for each in results if each["status"] == "rejected"]
    assert refused == ["consent-withdrawn"] * 2
    assert "consent-withdrawn" in await rules_due(participants, bearer, provider)
    left, back, again, once_more = await post(
        an_event("exited", "W4", {"left_on": "2017-05-03", "kind": "unplanned", "reason": "withdrew"}),
        an_event("rejoined", "W4", {}),
        a_change("W4", "to_take_part", given=True, on="2017-06-02"),
        an_event("rejoined", "W4", {}),
    )
    assert (left["status"], back["problem"]["code"]) == ("accepted", "consent-withdrawn")
    assert (again["status"], once_more["status"]) == ("accepted", "accepted")
    assert "consent-withdrawn" not in await rules_due(participants, bearer, provider)


@pytest.mark.parametrize("withdrawn_first", [True, False])
async def test_nobody_falls_due_for_a_follow_up_who_does_not_agree_to_it(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID, withdrawn_first: bool
) -> None:
    withdrawal = a_change("W5", "follow_up", given=False, on="2017-05-02")
    exit_form = an_event("exited", "W5", {"left_on": "2017-06-03", "kind": "planned"})
    await post(
        a_registration("W5"), *((withdrawal, exit_form) if withdrawn_first else (exit_form, withdrawal))
    )
    assert "six-month-follow-up" not in await rules_due(participants, bearer, provider)
    await post(a_change("W5", "follow_up", given=True, on="2017-07-01", how=["text"]))
    assert "six-month-follow-up" in await rules_due(participants, bearer, provider)


@pytest.mark.parametrize("wrong", [{"consent": "to_share"}, {"given": "yes"}, {"given": None}])
async def test_a_change_that_says_neither_which_consent_nor_whether_is_refused(
    post: Posting, wrong: dict[str, Any]
) -> None:
    change = {"consent": "follow_up", "given": True} | wrong
    _, result = await post(a_registration("W6"), an_event("consent-changed", "W6", change))
    assert result["problem"]["code"] == "invalid"
