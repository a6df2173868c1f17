"""That who somebody is was read is written down with the purpose that was checked, however many a token
claims."""

import csv
import io
from uuid import UUID, uuid5

import pytest

from tests.conftest import Running, Tokens
from tests.graph import entities
from tests.readings import of_referral
from tests.services.referrals.conftest import Partners, Sent

SEVERAL = ["figures", "support", "registration", "z"]


async def persons_read(referrals: Running, referral: str) -> list[tuple[str, UUID, str]]:
    """Who read the person of a referral, of which organisation it was, and for what purpose."""
    return [
        (row["client"], row["provider"], row["purpose"])
        for row in await of_referral(referrals, referral)
        if "identity" in row["fields"]
    ]


async def test_over_rest_the_purpose_is_the_one_of_the_route(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    headers = bearer("lead", partners.provider, purposes=SEVERAL)
    assert (await referrals.client.get(f"/v1/referrals/{made['id']}", headers=headers)).status_code == 200
    assert await persons_read(referrals, made["id"]) == [
        (f"lead@{partners.provider}", partners.provider, "support")
    ]


@pytest.mark.parametrize(
    "fields", ["person { givenName }", "story { reason }", "person { givenName } story { reason }"]
)
async def test_in_the_graph_the_purpose_is_the_one_of_the_field_and_a_person_is_read_once(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, fields: str
) -> None:
    made = [await sent() for _ in range(3)]
    headers = bearer("lead", partners.provider, purposes=SEVERAL)
    await entities(
        referrals, headers, fields, *({"__typename": "Referral", "id": each["id"]} for each in made)
    )
    for each in made:
        read = await persons_read(referrals, each["id"])
        assert [purpose for _, _, purpose in read] == ["support"]


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
        assert [(purpose, owner) for _, owner, purpose in await persons_read(referrals, id)] == [
            ("registration", partners.provider)
        ]


async def test_what_a_referrer_is_shown_of_its_referrals_is_written_too(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    headers = bearer("referrer", partners.referrer)
    assert (await referrals.client.get(f"/v1/referrals/{made['id']}", headers=headers)).status_code == 200
    answered, shown = await of_referral(referrals, made["id"])
    assert (answered["route"], shown["route"]) == ("POST /v1/referrals", "GET /v1/referrals/{referral_id}")
    assert (shown["organisation"], shown["role"], shown["user_id"]) == (partners.referrer, "referrer", None)
    assert (shown["permission"], shown["fields"]) == ("referrals.read-sent", ["referral"])


async def test_an_answer_that_is_repeated_is_read_again(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    headers = {**bearer("lead", partners.provider), "If-Match": '"1"', "Idempotency-Key": made["id"]}
    for _ in range(2):
        answer = await referrals.client.post(f"/v1/referrals/{made['id']}/accept", json={}, headers=headers)
        assert answer.status_code == 200, answer.text
    _, *decided = await of_referral(referrals, made["id"])
    assert [row["route"] for row in decided] == ["POST /v1/referrals/{referral_id}/accept"] * 2
    assert {row["user_id"] for row in decided} == {uuid5(partners.provider, "lead").hex}


async def test_referrals_as_csv_are_those_of_the_list_and_each_is_written_down(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = [await sent() for _ in range(3)]
    headers = bearer("referrer", partners.referrer)
    rows: list[dict[str, str]] = []
    address = "/v1/referrals.csv?limit=2"
    while address:
        answer = await referrals.client.get(address, headers=headers)
        rows += csv.DictReader(io.StringIO(answer.text))
        address = answer.links.get("next", {}).get("url", "")
    assert len({row["id"] for row in rows}) == len(rows)
    assert {each["id"] for each in made} <= {row["id"] for row in rows}
    assert rows[0]["decision_due_on"]
    assert not {"person", "story"} & rows[0].keys()
    for each in made:
        routes = [row["route"] for row in await of_referral(referrals, each["id"])]
        assert routes.count("GET /v1/referrals.csv") == 1
