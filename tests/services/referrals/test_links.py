"""Whoever refers now and then follows a referral by a link: stage and dates, and nothing of the person
(handbook 4, "Feedback")."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from shared.clock import now
from tests.conftest import Database, Running, Tokens
from tests.services.referrals.conftest import Partners, Sent, a_referral_body


async def a_link(referrals: Running, headers: dict[str, str], referral: str) -> dict[str, Any]:
    made = await referrals.client.post(f"/v1/referrals/{referral}/link", json={}, headers=headers)
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


async def follow(referrals: Running, link: dict[str, Any]) -> httpx.Response:
    """Ask as the gateway's page does."""
    secret = link["url"].removeprefix("/referral-links/")
    return await referrals.client.post("/internal/followed-referral", json={"secret": secret})


async def test_a_link_tells_stage_and_dates_and_nothing_else(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    referral = await sent(made_on="2018-03-05")
    link = await a_link(referrals, bearer("referrer", partners.referrer), referral["id"])
    told = await follow(referrals, link)
    assert told.json() == {
        "reference": referral["reference"],
        "status": "received",
        "made_on": "2018-03-05",
        "decision_due_on": "2018-03-19",
        "decided_on": None,
        "registered_on": None,
        "left_on": None,
    }
    assert timedelta(days=29) < datetime.fromisoformat(link["expires_at"]) - now() < timedelta(days=31)


async def test_a_worker_follows_what_a_provider_wrote_down(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    lead = bearer("lead", partners.provider)
    sent = await referrals.client.post(
        "/v1/referrals", json=a_referral_body(source="third_sector"), headers=lead
    )
    link = await a_link(referrals, lead, sent.json()["id"])
    assert (await follow(referrals, link)).json()["reference"] == sent.json()["reference"]


async def test_a_revoked_link_leads_nowhere(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    referral, headers = (await sent())["id"], bearer("referrer", partners.referrer)
    links = [await a_link(referrals, headers, referral) for _ in range(2)]
    assert links[0]["url"] != links[1]["url"]
    revoked = await referrals.client.delete(f"/v1/referrals/{referral}/link", headers=headers)
    assert revoked.status_code == 204
    assert [(await follow(referrals, link)).status_code for link in links] == [404, 404]
    again = await a_link(referrals, headers, referral)
    assert (await follow(referrals, again)).status_code == 200


async def test_a_link_expires_on_its_instant(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = await sent()
    link = await a_link(referrals, bearer("referrer", partners.referrer), referral["id"])
    ends = datetime.fromisoformat(link["expires_at"])
    monkeypatch.setattr("shared.service_context.now", lambda: ends - timedelta(microseconds=1))
    assert (await follow(referrals, link)).status_code == 200
    monkeypatch.setattr("shared.service_context.now", lambda: ends)
    assert (await follow(referrals, link)).status_code == 404


@pytest.mark.parametrize("who", ["provider that is asked", "another referrer", "another provider"])
async def test_nobody_makes_a_link_to_what_they_did_not_send(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, who: str
) -> None:
    headers = {
        "provider that is asked": bearer("lead", partners.provider),
        "another referrer": bearer("referrer", uuid4()),
        "another provider": bearer("lead", partners.neighbour),
    }[who]
    path = f"/v1/referrals/{(await sent())['id']}/link"
    made = await referrals.client.post(path, json={}, headers=headers)
    revoked = await referrals.client.delete(path, headers=headers)
    assert (made.status_code, revoked.status_code) == (404, 404)


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "é", "a\nb", None, 7])
async def test_a_secret_that_is_none_leads_nowhere(referrals: Running, secret: object) -> None:
    told = await referrals.client.post("/internal/followed-referral", json={"secret": secret})
    assert told.status_code in (404, 422)


async def test_following_a_link_is_written_down_as_a_reading(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, database: Database
) -> None:
    referral = await sent()
    link = await a_link(referrals, bearer("referrer", partners.referrer), referral["id"])
    await follow(referrals, link)
    async with referrals.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            "SELECT organisation, role, permission, purpose, route FROM reading"
            " WHERE referral = $1 AND client = $2",
            UUID(referral["id"]),
            f"link:{link['id']}",
        )
    assert [tuple(row) for row in rows] == [
        (partners.referrer, "referrer", "referrals.read-sent", "referral", "GET /referral-links")
    ]


async def test_the_same_link_is_told_again_under_its_key(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    headers = {**bearer("referrer", partners.referrer), "Idempotency-Key": str(uuid4())}
    referral = (await sent())["id"]
    assert await a_link(referrals, headers, referral) == await a_link(referrals, headers, referral)


async def test_the_secret_is_kept_nowhere(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    link = await a_link(referrals, bearer("referrer", partners.referrer), (await sent())["id"])
    async with referrals.app.state.context.begin_as_worker() as work:
        row = await (await work.connection()).fetchrow(
            "SELECT * FROM referral_link WHERE id = $1", UUID(link["id"])
        )
    assert link["url"].removeprefix("/referral-links/").encode() not in repr(tuple(row)).encode()
    assert row["expires_at"].astimezone(UTC) == datetime.fromisoformat(link["expires_at"])
