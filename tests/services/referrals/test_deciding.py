"""Deciding on a referral, as the two sides see it."""

import asyncio
from uuid import uuid4

from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent, a_referral_body


async def test_a_referral_is_acknowledged_with_a_reference_and_the_date_a_decision_is_due(sent: Sent) -> None:
    referral = await sent(made_on="2017-04-12")
    assert referral["status"] == "received"
    assert referral["reference"].startswith("R-")
    # ten working days from the Wednesday before Easter 2017: Good Friday, Easter Monday and May Day pass
    assert referral["decision_due"] == {
        "on": "2017-04-28",
        "rule": "oows/decision-within-10-working-days",
    }


async def test_the_provider_asked_accepts_and_the_referrer_sees_it(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    referral = await sent()
    path = f"/v1/referrals/{referral['id']}"
    lead, referrer = bearer("lead", partners.provider), bearer("referrer", partners.referrer)
    seen = await referrals.client.get(path, headers=lead)
    assert seen.json()["person"]["given_name"] == "Siân"
    answer = await referrals.client.post(
        f"{path}/accept", json={}, headers={**lead, "If-Match": seen.headers["etag"]}
    )
    assert answer.status_code == 200, answer.text
    followed = await referrals.client.get(path, headers=referrer)
    assert followed.json()["status"] == "accepted"
    assert "person" not in followed.json()


async def test_a_stranger_is_told_there_is_nothing(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    referral = await sent()
    path = f"/v1/referrals/{referral['id']}"
    for stranger in (bearer("lead", partners.neighbour), bearer("referrer", uuid4())):
        there = await referrals.client.get(path, headers=stranger)
        nowhere = await referrals.client.get(f"/v1/referrals/{uuid4()}", headers=stranger)
        assert (there.status_code, there.json()) == (404, nowhere.json())


async def test_of_two_who_decide_at_once_one_wins_and_the_other_hears_the_state(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    path = f"/v1/referrals/{(await sent())['id']}"
    lead = {**bearer("lead", partners.provider), "If-Match": '"1"'}
    no = {"by": "provider", "reason": "not_stable", "offered_instead": "Community team"}
    answers = await asyncio.gather(
        referrals.client.post(f"{path}/accept", json={}, headers=lead),
        referrals.client.post(f"{path}/decline", json=no, headers=lead),
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 412])
    loser = max(answers, key=lambda answer: answer.status_code)
    winner = min(answers, key=lambda answer: answer.status_code)
    assert loser.json()["state"] == winner.json()["status"]


async def test_deciding_needs_what_was_seen(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    path = f"/v1/referrals/{(await sent())['id']}/accept"
    lead = bearer("lead", partners.provider)
    blind = await referrals.client.post(path, json={}, headers=lead)
    stale = await referrals.client.post(path, json={}, headers={**lead, "If-Match": '"7"'})
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition-required")
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition-failed")


async def test_the_same_request_under_its_key_is_answered_once(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    headers = {**bearer("referrer", partners.referrer), "Idempotency-Key": str(uuid4())}
    body = a_referral_body()
    first = await referrals.client.post("/v1/referrals", json=body, headers=headers)
    again = await referrals.client.post("/v1/referrals", json=body, headers=headers)
    other = await referrals.client.post("/v1/referrals", json=a_referral_body(lot="Powys"), headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_redirected_referral_is_the_other_providers(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    path = f"/v1/referrals/{(await sent())['id']}"
    lead, other = bearer("lead", partners.provider), bearer("lead", partners.neighbour)
    moved = await referrals.client.post(
        f"{path}/redirect", json={"lot": "Powys"}, headers={**lead, "If-Match": '"1"'}
    )
    assert moved.json()["status"] == "redirected", moved.text
    assert (await referrals.client.get(path, headers=lead)).status_code == 404
    accepted = await referrals.client.post(
        f"{path}/accept", json={}, headers={**other, "If-Match": moved.headers["etag"]}
    )
    assert accepted.json()["status"] == "accepted", accepted.text


async def test_the_safeguarding_declaration_is_never_blank(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    for declaration in ({}, {"declaration": "details"}, {"declaration": "details", "details": " "}):
        answer = await referrals.client.post(
            "/v1/referrals",
            json=a_referral_body(safeguarding=declaration),
            headers=bearer("referrer", partners.referrer),
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith("/safeguarding")


async def test_problems_are_told_in_welsh(referrals: Running, bearer: Tokens, partners: Partners) -> None:
    answer = await referrals.client.get(
        f"/v1/referrals/{uuid4()}",
        headers={**bearer("referrer", partners.referrer), "Accept-Language": "cy"},
    )
    assert answer.headers["content-language"] == "cy"
    assert answer.json()["title"] == "Nid oes dim yma y cewch chi ei weld."
