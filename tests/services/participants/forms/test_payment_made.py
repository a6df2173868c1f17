"""A payment is recorded whatever the file's state, and a provider sees what was paid by kind."""

from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event

PAYMENT: dict[str, Any] = {"kind": "travel", "amount_pence": 540, "reason": "Bus to the interview"}


async def test_payments_are_added_up_by_kind(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    results = await post(
        a_registration("Y1"),
        an_event("payment-made", "Y1", PAYMENT),
        an_event("payment-made", "Y1", {**PAYMENT, "amount_pence": 460, "paid_on": "2017-03-08"}),
        an_event("exited", "Y1", {}),
        an_event("payment-made", "Y1", {"kind": "test_fee", "amount_pence": 2100, "reason": "CSCS card"}),
    )
    assert [each["status"] for each in results] == ["accepted"] * 5
    address = f"/v1/participants/{results[0]['participant']}"
    answer = await participants.client.get(address, headers=bearer("provider", provider))
    (enrolment,) = answer.json()["enrolments"]
    assert enrolment["payments"] == [
        {"kind": "test_fee", "payments": 1, "total_pence": 2100},
        {"kind": "travel", "payments": 2, "total_pence": 1000},
    ]


@pytest.mark.parametrize(
    "wrong", [{"amount_pence": 0}, {"amount_pence": 5.4}, {"kind": "cash"}, {"reason": None}]
)
async def test_a_payment_without_a_plausible_amount_kind_or_reason_is_refused(
    post: Posting, wrong: dict[str, Any]
) -> None:
    _, result = await post(a_registration("Y2"), an_event("payment-made", "Y2", {**PAYMENT, **wrong}))
    assert (result["problem"]["code"], result["problem"]["errors"][0]["pointer"]) == (
        "invalid", f"/data/{next(iter(wrong))}",
    )  # fmt: skip
