"""A provider takes people on and hands them on where it delivers, and gets them where it delivers."""

from uuid import uuid4

import pytest

from shared.programmes import load_all
from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent, a_referral_body

IDS = {each.name: each.id for each in load_all()["oows"].providers}


@pytest.mark.parametrize(("move", "body"), [("accept", {}), ("redirect", {"lot": "Powys"})])
async def test_a_referral_is_taken_on_or_handed_on_in_the_lots_of_the_token_only(
    move: str, body: dict[str, str], referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    elsewhere = {**bearer("lead", partners.provider, lots=["Gwent"]), "If-Match": '"1"'}
    refused = await referrals.client.post(f"/v1/referrals/{made['id']}/{move}", json=body, headers=elsewhere)
    assert (refused.status_code, refused.json()["code"]) == (403, "lot-not-yours")
    here = await referrals.client.get(
        f"/v1/referrals/{made['id']}", headers=bearer("lead", partners.provider)
    )
    assert (here.json()["status"], here.json()["version"]) == ("received", 1)


async def test_a_referral_goes_to_who_delivers_for_the_condition(referrals: Running, bearer: Tokens) -> None:
    referrer = uuid4()
    people = {"name": "A surgery", "kind": "referrer", "source": "gp_or_health"}
    await referrals.client.put(f"/v1/partners/{referrer}", json=people, headers=bearer("wg"))
    for name in ("NewLink Wales", "Platfform", "CAIS"):
        body = {"name": name, "kind": "provider", "lots": ["Cardiff and Vale"]}
        await referrals.client.put(f"/v1/partners/{IDS[name]}", json=body, headers=bearer("wg"))
    for condition, name in (("mental_health", "Platfform"), ("substance_misuse", "NewLink Wales")):
        sent = await referrals.client.post(
            "/v1/referrals",
            json=a_referral_body(lot="Cardiff and Vale", conditions=[condition]),
            headers=bearer("referrer", referrer),
        )
        seen = await referrals.client.get(
            f"/v1/referrals/{sent.json()['id']}", headers=bearer("lead", IDS[name])
        )
        assert seen.status_code == 200, condition
