"""Breaking the glass: reading somebody of another organisation, by who has signed in, for a reason, with an
alert and an entry that their provider sees."""

from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration

REASON = {"reason": "risk_to_life"}


@pytest.fixture
async def person(post: Posting) -> str:
    [result] = await post(a_registration("GLASS-1"))
    id: str = result["participant"]
    return id


async def attempt(
    participants: Running, headers: dict[str, str], person: str, body: object
) -> tuple[int, str, list[str]]:
    """The status, the answer, and the reasons of the alerts it raised."""
    with capture_logs() as logs:
        answer = await participants.client.post(
            f"/v1/participants/{person}/break-glass", json=body, headers=headers
        )
    alerts = [each["reason"] for each in logs if each.get("kind") == "break-glass"]
    return answer.status_code, answer.text, alerts


@pytest.mark.parametrize("role", ["lead", "wg"])
async def test_somebody_of_another_organisation_is_read_for_a_reason_and_it_is_an_alert(
    participants: Running, bearer: Tokens, provider: UUID, person: str, role: str
) -> None:
    headers = bearer(role, uuid4(), purposes=["break-glass"], person="p-7")
    status, text, alerts = await attempt(participants, headers, person, REASON)
    assert (status, alerts) == (200, ["risk_to_life"])
    assert "ap Rhys" in text
    async with participants.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            "SELECT DISTINCT provider, purpose FROM reading"
            " WHERE participant = $1 AND 'identity' = ANY(fields)",
            UUID(person),
        )
    assert [tuple(row) for row in rows] == [(provider, "break-glass:risk_to_life")]


async def test_one_reading_opens_nothing_else(participants: Running, bearer: Tokens, person: str) -> None:
    headers = bearer("lead", uuid4(), purposes=["break-glass", "support"])
    assert (await attempt(participants, headers, person, REASON))[0] == 200
    answer = await participants.client.get(f"/v1/participants/{person}", headers=headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("role", "claims"),
    [
        ("wg", {"purposes": ["break-glass"]}),
        ("wg", {"purposes": ["figures"], "person": "p-7"}),
        ("lead", {}),
        ("provider", {"purposes": ["break-glass"], "person": "p-7"}),
        ("employment-specialist", {"purposes": ["break-glass"]}),
        ("referrer", {"purposes": ["break-glass"], "person": "p-7"}),
        ("apb", {"purposes": ["break-glass"], "person": "p-7"}),
    ],
    ids=str,
)
async def test_it_takes_the_purpose_in_the_token_a_role_that_may_and_a_person_who_signed_in(
    participants: Running, bearer: Tokens, person: str, role: str, claims: dict[str, object]
) -> None:
    status, text, alerts = await attempt(participants, bearer(role, uuid4(), **claims), person, REASON)
    assert (status, alerts) == (403, [])
    assert "ap Rhys" not in text


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "curious"}, {"reason": None}], ids=str)
async def test_a_reason_of_the_list_is_required(
    participants: Running, bearer: Tokens, person: str, body: object
) -> None:
    headers = bearer("lead", uuid4(), purposes=["break-glass"])
    status, text, alerts = await attempt(participants, headers, person, body)
    assert (status, alerts) == (422, [])
    assert '"/reason"' in text


async def test_an_attempt_on_nobody_is_an_alert_too(participants: Running, bearer: Tokens) -> None:
    headers = bearer("lead", uuid4(), purposes=["break-glass"])
    assert (await attempt(participants, headers, str(uuid4()), REASON))[::2] == (404, ["risk_to_life"])


async def test_readings_behind_glass_are_listed_for_review(
    participants: Running, bearer: Tokens, provider: UUID, person: str
) -> None:
    by = bearer("wg", uuid4(), purposes=["break-glass"], person="p-7")
    await attempt(participants, by, person, REASON)

    async def listed(organisation: UUID) -> list[dict[str, str]]:
        answer = await participants.client.get(
            "/v1/audit", params={"purpose": "break-glass"}, headers=bearer("lead", organisation)
        )
        assert answer.status_code == 200, answer.text
        items: list[dict[str, str]] = answer.json()["items"]
        return items

    found = await listed(provider)
    assert {each["participant"] for each in found} == {person}
    assert {(each["user_id"], each["purpose"]) for each in found} == {("p-7", "break-glass:risk_to_life")}
    assert await listed(uuid4()) == []
