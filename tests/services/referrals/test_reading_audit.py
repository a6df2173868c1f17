"""That who somebody is was read is written down with the purpose that was checked, however many a token
claims."""

from uuid import UUID

import pytest

from tests.conftest import Running, Tokens
from tests.graph import entities
from tests.services.referrals.conftest import Partners, Sent

SEVERAL = ["figures", "support", "registration", "z"]


async def readings(referrals: Running, referral: str) -> list[tuple[str, UUID, str]]:
    """Who read the person of a referral, of which organisation it was, and for what purpose."""
    async with referrals.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            "SELECT reader, provider, purpose FROM person_read WHERE referral_id = $1", UUID(referral)
        )
    return [tuple(row) for row in rows]


async def test_over_rest_the_purpose_is_the_one_of_the_route(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    headers = bearer("lead", partners.provider, purposes=SEVERAL)
    assert (await referrals.client.get(f"/v1/referrals/{made['id']}", headers=headers)).status_code == 200
    assert await readings(referrals, made["id"]) == [
        (f"lead@{partners.provider}", partners.provider, "support")
    ]


@pytest.mark.parametrize("fields", ["person", "story", "person story"])
async def test_in_the_graph_the_purpose_is_the_one_of_the_field_and_a_person_is_read_once(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, fields: str
) -> None:
    made = [await sent() for _ in range(3)]
    headers = bearer("lead", partners.provider, purposes=SEVERAL)
    await entities(
        referrals, headers, fields, *({"__typename": "Referral", "id": each["id"]} for each in made)
    )
    for each in made:
        assert [purpose for _, _, purpose in await readings(referrals, each["id"])] == ["support"]


async def test_a_service_that_registers_people_reads_them_for_registration(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = [await sent() for _ in range(2)]
    ids = [each["id"] for each in made]
    for id in ids:
        accepted = await referrals.client.post(
            f"/v1/referrals/{id}/accept",
            json={},
            headers={**bearer("lead", partners.provider), "If-Match": '"1"'},
        )
        assert accepted.status_code == 200, accepted.text
    answer = await referrals.client.post(
        "/internal/referred-persons",
        json={"referral_ids": ids},
        headers=bearer("service", partners.provider),
    )
    assert answer.json()["persons"].keys() == set(ids)
    for id in ids:
        assert [(purpose, owner) for _, owner, purpose in await readings(referrals, id)] == [
            ("registration", partners.provider)
        ]
