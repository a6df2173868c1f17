"""Incomplete forms are counted by form and provider, in one query (handbook 2, "The forms")."""

from uuid import UUID, uuid4

from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event

QUESTION = "{ incompleteForms { provider { id } form people fields { field people } } }"


async def test_incomplete_forms_are_counted_by_form_field_and_provider(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    await post(
        a_registration("F1", eligibility={}),
        a_registration("F2"),
        an_event("assessed", "F1", {"form": "P2", "main_substance": "alcohol", "recent_use": "abstinent"}),
        an_event("assessed", "F2", {"form": "P2", "qualification": "none", "recent_use": "not_known"}),
        an_event("action-plan-agreed", "F2", {"goals": ["Work"]}),
    )
    await post(a_registration("F3", eligibility={}), organisation=uuid4())
    answer = await participants.client.get("/v1/incomplete-forms", headers=bearer("provider", provider))
    found = {each["form"]: each for each in answer.json()["items"]}
    assert {each["provider"] for each in found.values()} == {str(provider)}
    assert {form: each["people"] for form, each in found.items()} == {"P1": 1, "P2": 2, "P3": 1}
    lacking = {each["field"]: each["people"] for each in found["P2"]["fields"]}
    assert lacking == {
        "work_history": 2, "motivation": 2, "length_of_dependency": 2, "qualification": 1,
        "main_substance": 1,
    }  # fmt: skip
    assert found["P1"]["fields"] == [{"field": "evidence", "people": 1}]
    asked = await participants.client.post(
        "/graphql", json={"query": QUESTION}, headers=bearer("provider", provider)
    )
    shown = asked.json()["data"]["incompleteForms"]
    assert [(each["form"], each["people"]) for each in shown] == [("P1", 1), ("P2", 2), ("P3", 1)]


async def test_welsh_government_counts_every_provider_and_a_board_none(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    await post(a_registration("F4", eligibility={}))
    everybody = await participants.client.get("/v1/incomplete-forms", headers=bearer("wg"))
    assert str(provider) in {each["provider"] for each in everybody.json()["items"]}
    refused = await participants.client.get("/v1/incomplete-forms", headers=bearer("apb"))
    assert refused.status_code == 403


async def test_a_completed_form_is_counted_no_longer(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    lot = {"lot": "North Wales"}
    await post(a_registration("F5"), an_event("assessed", "F5", {"form": "recovery", "relapsed": "no"}))
    headers = bearer("provider", provider)
    before = await participants.client.get("/v1/incomplete-forms", params=lot, headers=headers)
    assert [each["form"] for each in before.json()["items"]] == ["recovery"]
    whole = {"form": "recovery", "relapsed": "no", "recent_use": "abstinent"}
    await post(an_event("assessed", "F5", whole))
    after = await participants.client.get("/v1/incomplete-forms", params=lot, headers=headers)
    assert after.json()["items"] == []
