"""What a referrer says of a referral is bounded by the register, the programme and the calendar."""

from typing import Any

import pytest

from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, a_referral_body

CONSENT = a_referral_body()["consent"]


@pytest.mark.parametrize(
    ("different", "code", "pointer"),
    [
        ({"source": "prison"}, "source-not-yours", "/source"),
        ({"made_on": "2016-08-31"}, "before-programme", "/made_on"),
        ({"made_on": "2199-01-01"}, "future-date", "/made_on"),
        ({"consent": {**CONSENT, "given_on": "2199-01-01"}}, "future-date", "/consent/given_on"),
    ],
)
async def test_a_referral_outside_its_bounds_is_refused(
    referrals: Running,
    bearer: Tokens,
    partners: Partners,
    different: dict[str, Any],
    code: str,
    pointer: str,
) -> None:
    headers = bearer("referrer", partners.referrer)
    listed = await referrals.client.get("/v1/referrals", params={"limit": 500}, headers=headers)
    refused = await referrals.client.post("/v1/referrals", json=a_referral_body(**different), headers=headers)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, code)
    assert [each["pointer"] for each in problem["errors"]] == [pointer]
    after = await referrals.client.get("/v1/referrals", params={"limit": 500}, headers=headers)
    assert after.json() == listed.json()


async def test_a_referrer_may_say_the_source_it_is_registered_with(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    sent = await referrals.client.post(
        "/v1/referrals",
        json=a_referral_body(source="jobcentre_plus", made_on="2016-09-01"),
        headers=bearer("referrer", partners.referrer),
    )
    assert (sent.status_code, sent.json()["source"]) == (201, "jobcentre_plus")
