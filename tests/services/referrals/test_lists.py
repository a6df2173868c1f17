"""Lists page by page."""

from datetime import timedelta
from uuid import uuid4

from shared.clock import date_in_wales, now
from shared.web.pagination import encode_cursor, numbered_key
from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent, a_referral_body


async def test_the_last_page_of_referrals_names_no_next_one(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    referrer = uuid4()
    body = {"name": "A prison", "kind": "referrer", "source": "prison"}
    await referrals.client.put(f"/v1/partners/{referrer}", json=body, headers=bearer("wg"))
    headers = bearer("referrer", referrer)
    for _ in range(4):
        await referrals.client.post("/v1/referrals", json=a_referral_body(), headers=headers)
    first = (await referrals.client.get("/v1/referrals?limit=2", headers=headers)).json()
    last = (
        await referrals.client.get(f"/v1/referrals?limit=2&after={first['next']}", headers=headers)
    ).json()
    assert len({each["id"] for each in (*first["items"], *last["items"])}) == 4
    assert last["next"] is None


async def test_the_last_page_of_partners_names_no_next_one(
    referrals: Running, bearer: Tokens, partners: Partners
) -> None:
    headers = bearer("wg")
    everybody = (await referrals.client.get("/v1/partners?limit=500", headers=headers)).json()["items"]
    page = (await referrals.client.get(f"/v1/partners?limit={len(everybody)}", headers=headers)).json()
    assert (len(page["items"]), page["next"]) == (len(everybody), None)


async def test_who_may_be_tried_again_from_today_is_a_list(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    today = date_in_wales(now())
    lead, listed = bearer("lead", partners.provider), set()
    for days in (-1, 0, 1, None):
        referral = (await sent())["id"]
        again = None if days is None else (today + timedelta(days=days)).isoformat()
        no = {
            "by": "provider",
            "reason": "not_stable",
            "offered_instead": "A course",
            "try_again_from": again,
        }
        declined = await referrals.client.post(
            f"/v1/referrals/{referral}/decline", json=no, headers={**lead, "If-Match": '"1"'}
        )
        assert declined.status_code == 200, declined.text
        if days in (-1, 0):
            listed.add(referral)
    for side in (lead, bearer("referrer", partners.referrer)):
        page = await referrals.client.get(
            "/v1/referrals", params={"try-again": True, "limit": 500}, headers=side
        )
        assert listed <= {each["id"] for each in page.json()["items"]}
        assert all(each["decline"]["try_again_from"] <= today.isoformat() for each in page.json()["items"])


async def test_a_cursor_that_no_column_can_hold_was_given_by_no_list(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    beyond = encode_cursor(numbered_key(2**31))
    lists = {
        f"/v1/referrals/{(await sent())['id']}/history": bearer("referrer", partners.referrer),
        f"/v1/partners/{partners.provider}/history": bearer("wg"),
    }
    for path, headers in lists.items():
        answer = await referrals.client.get(path, params={"after": beyond}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-unknown"), path
