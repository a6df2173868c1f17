"""A provider writes down who comes by themselves or by a partner without a system (handbook 4)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Running, Tokens
from tests.partners import put_partner
from tests.services.referrals.conftest import Partners, a_referral_body


async def test_a_lead_writes_down_who_rang_themselves(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    lead = bearer("lead", partners.provider)
    sent = await referrals.client.post("/v1/referrals", json=a_referral_body(source="self"), headers=lead)
    body = sent.json()
    assert sent.status_code == 201, sent.text
    own = str(partners.provider)
    assert (body["source"], body["referrer"], body["provider"], body["written_by"]) == ("self", own, own, own)
    accepted = await referrals.client.post(
        f"/v1/referrals/{body['id']}/accept", json={}, headers={**lead, "If-Match": '"1"'}
    )
    assert accepted.json()["status"] == "accepted", accepted.text


async def test_a_partner_follows_what_a_provider_wrote_down_for_it(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    sent = await referrals.client.post(
        "/v1/referrals",
        json=a_referral_body(on_behalf_of=str(partners.referrer)),
        headers=bearer("lead", partners.provider),
    )
    assert (sent.status_code, sent.json()["source"]) == (201, "jobcentre_plus"), sent.text
    followed = await referrals.client.get(
        f"/v1/referrals/{sent.json()['id']}", headers=bearer("referrer", partners.referrer)
    )
    assert followed.json()["written_by"] == str(partners.provider)


@pytest.mark.parametrize(
    ("different", "code", "pointer"),
    [
        ({}, "source-needed", "/source"),
        ({"source": "self", "lot": "Powys"}, "lot-not-yours", "/lot"),
        ({"on_behalf_of": str(uuid4())}, "unknown-partner", "/on_behalf_of"),
        ({"source": "jobcentre_plus", "person": {"given_name": "A", "family_name": "B",
          "date_of_birth": "2000-06-01"}, "made_on": "2018-06-01"},
         "too-young-for-source", "/person/date_of_birth"),
    ],
)  # fmt: skip
async def test_what_is_written_down_keeps_to_the_rules(
    referrals: Running, bearer: Tokens, partners: Partners, different: dict[str, Any], code: str, pointer: str
) -> None:
    refused = await referrals.client.post(
        "/v1/referrals",
        json=a_referral_body(**different),
        headers=bearer("lead", partners.provider, lots=["North Wales"]),
    )
    assert refused.json()["code"] == code, refused.text
    assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]


async def test_a_referrer_writes_down_nobody_elses(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    refused = await referrals.client.post(
        "/v1/referrals",
        json=a_referral_body(on_behalf_of=str(partners.provider)),
        headers=bearer("referrer", partners.referrer),
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "unknown-partner")


async def test_a_jobcentre_refers_nobody_of_17_and_a_school_does(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    young = {"given_name": "Elin", "family_name": "Rees", "date_of_birth": "2001-01-15"}
    school = uuid4()
    entry = {"name": "Ysgol y Creuddyn", "kind": "referrer", "source": "school_or_college"}
    await put_partner(referrals.client, bearer, school, entry)
    answers = [
        await referrals.client.post(
            "/v1/referrals",
            json=a_referral_body(person=young, made_on="2018-06-01"),
            headers=bearer("referrer", who),
        )
        for who in (partners.referrer, school)
    ]
    assert (answers[0].status_code, answers[0].json()["code"]) == (422, "too-young-for-source")
    assert answers[0].json()["least_age"] == "19"
    assert answers[1].status_code == 201, answers[1].text
