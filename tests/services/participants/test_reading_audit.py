"""That who somebody is was read is written down with the purpose that was checked, however many a token
claims."""

from uuid import UUID

from tests.conftest import Running, Tokens
from tests.graph import told
from tests.services.participants.conftest import Posting, a_registration

SEVERAL = ["figures", "support", "z"]


async def readings(participants: Running, provider: UUID) -> list[tuple[str, str, str]]:
    """Whom of a provider's people somebody read, who did, and for what purpose."""
    async with participants.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            "SELECT participant_id::text, reader, purpose FROM person_read WHERE provider = $1", provider
        )
    return [tuple(row) for row in rows]


async def test_over_rest_the_purpose_is_the_one_of_the_route(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    (result,) = await post(a_registration("A1"))
    person = result["participant"]
    headers = bearer("provider", provider, purposes=SEVERAL)
    assert (await participants.client.get(f"/v1/participants/{person}", headers=headers)).status_code == 200
    assert await readings(participants, provider) == [(person, f"provider@{provider}", "support")]


async def test_in_the_graph_the_purpose_is_the_one_of_the_field(
    participants: Running, bearer: Tokens, post: Posting, provider: UUID
) -> None:
    results = await post(a_registration("A2"), a_registration("A3"))
    query = "{ participants { nodes { person { familyName } } } }"
    await told(participants, bearer("provider", provider, purposes=SEVERAL), query)
    assert sorted(await readings(participants, provider)) == sorted(
        (each["participant"], f"provider@{provider}", "support") for each in results
    )
