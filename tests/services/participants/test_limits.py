"""The processing of a person can be restricted (UK GDPR, article 18), and a legal hold keeps them from being
erased."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.clock import date_in_wales, now
from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event
from tests.services.participants.mending import a_change, an_amendment

RESTRICTED = {"reason": "accuracy_contested"}
HELD = {"reason": "legal_claim"}
CONTACT: dict[str, Any] = {"kind": "phone"}


class Lead:
    """Somebody's lead, who limits what is done with them."""

    def __init__(self, participants: Running, headers: dict[str, str], person: str) -> None:
        self.client, self.headers, self.person = participants.client, headers, person
        self.path = f"/v1/participants/{person}"

    async def ask(self, method: str, below: str = "", body: object = None, **headers: str) -> Any:
        return await self.client.request(
            method, f"{self.path}{below}", json=body, headers={**self.headers, **headers}
        )


@pytest.fixture
async def lead(participants: Running, bearer: Tokens, provider: UUID, post: Posting) -> Lead:
    [result] = await post(a_registration("LIMIT-1"))
    return Lead(participants, bearer("lead", provider), result["participant"])


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def is_tomorrow() -> None:
        monkeypatch.setattr("shared.service_context.now", lambda: now() + timedelta(days=1))

    return is_tomorrow


async def test_nothing_is_recorded_about_a_restricted_person_and_nothing_changes(
    lead: Lead, post: Posting
) -> None:
    before = (await lead.ask("GET")).json()
    assert (await lead.ask("PUT", "/restriction", RESTRICTED)).status_code == 200
    [refused] = await post(an_event("contact-recorded", "LIMIT-1", CONTACT))
    assert refused["problem"]["code"] == "processing-restricted"
    assert refused["problem"]["retry"] is True
    assert (await lead.ask("DELETE", "/restriction")).status_code == 204
    assert (await lead.ask("GET")).json() == before
    [accepted] = await post(an_event("contact-recorded", "LIMIT-1", CONTACT))
    assert accepted["status"] == "accepted"


async def test_what_is_on_record_of_a_restricted_person_can_be_put_right(lead: Lead, post: Posting) -> None:
    contact = an_event("contact-recorded", "LIMIT-1", CONTACT)
    await post(contact)
    await lead.ask("PUT", "/restriction", RESTRICTED)
    mended, refused = await post(
        an_amendment("LIMIT-1", a_change(contact, withdrawn=True)),
        an_event("contact-recorded", "LIMIT-1", CONTACT),
    )
    assert (mended["status"], refused["problem"]["code"]) == ("accepted", "processing-restricted")
    [again] = await post(an_event("contact-recorded", "LIMIT-1", CONTACT))
    assert again["problem"]["code"] == "processing-restricted"


async def test_a_restricted_person_is_in_no_answer_to_who_supports_them(lead: Lead) -> None:
    await lead.ask("PUT", "/restriction", RESTRICTED)
    shown = await lead.ask("GET")
    assert (shown.status_code, shown.json()["code"]) == (409, "processing-restricted")
    assert shown.json()["reason"] == "accuracy_contested"
    assert (await lead.ask("GET", "/records")).status_code == 409
    for path in ("/v1/participants", "/v1/due"):
        listed = await lead.client.get(path, headers=lead.headers)
        assert lead.person not in listed.text, path
    found = await lead.client.post(
        "/v1/participants/search", json={"reference": "LIMIT-1"}, headers=lead.headers
    )
    assert found.json()["items"] == []
    query = f'''{{ _entities(representations: [{{__typename: "Participant", id: "{lead.person}"}}]) {{
        ... on Participant {{ reference person {{ familyName }} enrolments {{ id }} }} }} }}'''
    asked = await lead.client.post("/graphql", json={"query": query}, headers=lead.headers)
    assert "ap Rhys" not in asked.text
    assert "LIMIT-1" not in asked.text


async def test_a_restricted_person_is_read_behind_glass_where_the_restriction_is_shown(
    lead: Lead, bearer: Tokens
) -> None:
    await lead.ask("PUT", "/restriction", RESTRICTED)
    by = bearer("lead", uuid4(), purposes=["break-glass"], person="p-7")
    read = await lead.client.post(f"{lead.path}/break-glass", json={"reason": "risk_to_life"}, headers=by)
    assert read.status_code == 200, read.text
    [limit] = read.json()["limits"]
    assert (limit["kind"], limit["reason"], limit["until"]) == ("restriction", "accuracy_contested", None)


async def test_a_restriction_ends_by_itself_after_its_last_day(
    lead: Lead, tomorrow: Callable[[], None]
) -> None:
    today = date_in_wales(now()).isoformat()
    await lead.ask("PUT", "/restriction", {**RESTRICTED, "until": today})
    assert (await lead.ask("GET")).status_code == 409
    tomorrow()
    shown = await lead.ask("GET")
    assert (shown.status_code, shown.json()["limits"]) == (200, [])


async def test_whoever_is_under_a_legal_hold_is_shown_so_and_not_erased_until_then(
    lead: Lead,
) -> None:
    await lead.ask("PUT", "/legal-hold", HELD)
    [limit] = (await lead.ask("GET")).json()["limits"]
    assert (limit["kind"], limit["reason"]) == ("legal_hold", "legal_claim")
    refused = await lead.ask("POST", "/erasure", {"reason": "objected"})
    assert (refused.status_code, refused.json()["code"]) == (409, "legal-hold")
    assert (await lead.ask("GET")).status_code == 200
    await lead.ask("DELETE", "/legal-hold")
    assert (await lead.ask("POST", "/erasure", {"reason": "objected"})).status_code == 200


async def test_a_limit_takes_the_place_of_the_one_before(lead: Lead) -> None:
    await lead.ask("PUT", "/legal-hold", HELD)
    await lead.ask("PUT", "/legal-hold", {"reason": "investigation"})
    assert [each["reason"] for each in (await lead.ask("GET")).json()["limits"]] == ["investigation"]


async def test_a_restricted_person_can_be_erased(lead: Lead) -> None:
    await lead.ask("PUT", "/restriction", {"reason": "unlawful"})
    assert (await lead.ask("POST", "/erasure", {"reason": "unlawful"})).status_code == 200


@pytest.mark.parametrize("below", ["/restriction", "/legal-hold"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_but_their_own_lead_limits_what_is_done_with_somebody(
    lead: Lead, bearer: Tokens, provider: UUID, method: str, below: str
) -> None:
    body = RESTRICTED if below == "/restriction" else HELD
    refused = await lead.ask(method, below, body, **bearer("provider", provider))
    assert refused.status_code == 403
    stranger = await lead.ask(method, below, body, **bearer("lead", uuid4()))
    assert stranger.status_code == 404


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"reason": "because"}, "/reason"),
        ({}, "/reason"),
        ({"reason": "unlawful", "until": "2017-01-01"}, "/until"),
        ({"reason": "unlawful", "note": "x"}, "extra_forbidden"),
    ],
    ids=str,
)
async def test_a_limit_takes_a_reason_of_the_list_and_a_day_to_come(
    lead: Lead, body: dict[str, str], told: str
) -> None:
    refused = await lead.ask("PUT", "/restriction", body)
    assert refused.status_code == 422
    assert told in refused.text
    assert (await lead.ask("GET")).json()["limits"] == []
