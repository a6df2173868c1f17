"""A provider registers people where it delivers, and nowhere else."""

from uuid import UUID

from shared.programmes import load_all
from tests.conftest import Running, Tokens
from tests.services.participants.conftest import BATCH, Posting, a_registration

CAIS = next(each.id for each in load_all()["oows"].providers if each.name == "CAIS")
CWM_TAF = {"lot": "Cwm Taf", "local_authority": "W06000016"}


async def test_nobody_is_registered_in_a_lot_where_the_provider_does_not_deliver(
    participants: Running, bearer: Tokens, post: Posting
) -> None:
    here, there = await post(
        a_registration("LOT-1"), a_registration("LOT-2", **CWM_TAF), organisation=UUID(str(CAIS))
    )
    assert here["status"] == "accepted"
    assert there["status"] == "rejected"
    assert there["problem"]["code"] == "lot-not-yours"
    assert [each["pointer"] for each in there["problem"]["errors"]] == ["/data/lot"]
    people = await participants.client.get("/v1/participants", headers=bearer("lead", CAIS))
    assert [each["reference"] for each in people.json()["items"]] == ["LOT-1"]


async def test_nobody_is_registered_in_a_lot_that_the_token_does_not_name(
    participants: Running, bearer: Tokens, provider: UUID
) -> None:
    headers = {**bearer("provider", provider, lots=["Powys"]), "Content-Type": BATCH, "Accept-Language": "cy"}
    answer = await participants.client.post("/v1/events", json=[a_registration("LOT-3")], headers=headers)
    problem = answer.json()["results"][0]["problem"]
    assert (problem["code"], problem["title"]) == (
        "lot-not-yours",
        "Nid yw eich sefydliad yn darparu'r rhaglen yn y lot hwn.",
    )
