"""Lists page by page."""

from uuid import uuid4

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
