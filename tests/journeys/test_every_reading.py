"""Every route and every field of the graph that answers a row about a person leaves an entry in the audit:
all of them are walked, on a platform where there is somebody to be read."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from tests.journeys.people_to_read import World
from tests.security.fields import Asked, every
from tests.security.routes import Declared, declared

ROUTES = list(declared())
READS = [each for each in ROUTES if each.method == "GET"]
WRITES = {str(each) for each in ROUTES if each.method != "GET"}
FIELDS = [each for each in every() if each.is_reached and each.name != "id"]
"""The id of an entity is what it was asked by: it comes back as it came."""
DEPTH = 4

OF_NOBODY = {
    "PUT /v1/partners/{partner_id}": "an organisation",
    "POST /v1/partners/{partner_id}/confirm": "an organisation",
    "POST /v1/referrals/{referral_id}/link": "an address that the caller may give away",
    "DELETE /v1/referrals/{referral_id}/link": "nothing",
    "POST /v1/webhook-subscriptions": "an address and a secret",
    "DELETE /v1/webhook-subscriptions/{subscription_id}": "nothing",
    "POST /v1/webhook-subscriptions/{subscription_id}/rotate-secret": "an address and a secret",
    "POST /v1/webhook-subscriptions/{subscription_id}/replay": "how many messages wait",
    "POST /v1/webhook-subscriptions/{subscription_id}/test": "how many messages wait",
    "POST /v1/employers": "an organisation",
    "PATCH /v1/employers/{employer_id}": "an organisation",
    "POST /v1/employers/{employer_id}/engagements": "an organisation's log, without the note",
    "POST /v1/opportunities": "what an employer offers",
    "POST /v1/opportunities/{opportunity_id}/close": "what an employer offers",
    "POST /v1/participants/{participant_id}/erasure": "that the caller erased somebody",
    "PUT /v1/participants/{participant_id}/restriction": "what the caller has just written",
    "DELETE /v1/participants/{participant_id}/restriction": "nothing",
    "PUT /v1/participants/{participant_id}/legal-hold": "what the caller has just written",
    "DELETE /v1/participants/{participant_id}/legal-hold": "nothing",
    "POST /v1/participants/{participant_id}/records/{record_id}/amend": "the ids that the caller named",
    "POST /v1/events": "ids of the rows that the caller has just written, and nothing that was stored before",
}
"""What changes something and answers no row about a person."""


async def test_every_route_that_reads_leaves_an_entry_where_it_names_somebody(world: World) -> None:
    named = set()
    for route in READS:
        for role in ("lead", "wg"):
            path = re.sub(r"\{(\w+)\}", lambda found: world.parameters[found[1]], route.path)
            since = await world.last(route.service)
            answer = await world.door.get(
                world.travelled.journey.platform.run_config.url(route.service) + path,
                headers=world.travelled.journey.who(role),
                params=_query_of(route, world),
            )
            assert answer.status_code in (200, 403, 404), (str(route), answer.text)
            is_csv = answer.headers["content-type"].startswith("text/csv")
            is_text = is_csv or "json" in answer.headers["content-type"]
            if answer.status_code == 200 and is_text and world.is_named_in(answer.text):
                named.add(str(route))
                entries = await world.entries(route.service, since)
                assert str(route) in world.about_them(entries), (str(route), role)
    assert named >= {
        "GET /v1/referrals", "GET /v1/referrals/{referral_id}", "GET /v1/participants", "GET /v1/due",
        "GET /v1/participants/expected", "GET /v1/participants/{participant_id}", "GET /v1/audit",
        "GET /v1/participants/{participant_id}/subject-access", "GET /v1/claims", "GET /v1/data-quality",
        "GET /v1/claims/{claim_id}", "GET /v1/placements", "GET /v1/placements/{placement_id}",
        "GET /internal/audit", "GET /internal/subject-access", "GET /v1/claims.csv",
        "GET /v1/data-quality.csv", "GET /v1/referrals.csv", "GET /v1/participants.csv",
        "GET /v1/ready", "GET /v1/opportunities/{opportunity_id}/matches",
    }  # fmt: skip


async def test_every_route_that_writes_leaves_an_entry_of_whom_its_answer_shows(world: World) -> None:
    journey = world.travelled.journey
    people = f"{journey.platform.url}/v1/participants"
    lead = journey.who("lead")
    found = await world.door.post(f"{people}/search", json={"reference": "P-1"}, headers=lead)
    assert world.is_named_in(found.json()), found.text
    wanted = {"worker": "M-12"}
    due = await world.door.post(f"{journey.platform.url}/v1/due/search", json=wanted, headers=lead)
    assert due.status_code == 200, due.text
    broken = await world.door.post(
        f"{people}/{world.travelled.participant}/break-glass",
        json={"reason": "risk_to_life"},
        headers=journey.platform.token("wg", uuid4(), purposes=["break-glass"], person="p-7"),
    )
    assert world.is_named_in(broken.json()), broken.text
    written = set()
    for service in ("referrals", "participants", "employers"):
        written |= set(world.about_them(await world.entries(service, 0)))
    assert written & WRITES == WRITES - OF_NOBODY.keys()


@pytest.mark.parametrize("asked", FIELDS, ids=str)
async def test_every_field_leaves_an_entry_where_it_names_somebody(world: World, asked: Asked) -> None:
    journey = world.travelled.journey
    for role in ("lead", "wg", "referrer"):
        query, variables = _question(asked, world)
        since = await world.last(asked.service)
        answer = await world.door.post(
            journey.platform.run_config.url(asked.service) + "/graphql",
            json={"query": query, "variables": variables},
            headers=journey.who(role),
        )
        said = answer.json()
        assert "data" in said, (query, said)
        if world.is_named_in(said["data"]):
            entries = await world.entries(asked.service, since)
            assert world.about_them(entries), (str(asked), role, query)


async def test_the_fields_that_are_about_people_were_walked(world: World) -> None:
    """With nobody to be read, nothing would have been proved."""
    walked = {
        (service, route)
        for service in ("referrals", "participants", "outcomes", "employers")
        for route in world.about_them(await world.entries(service, 0))
        if "/" not in route
    }
    assert walked >= {
        ("referrals", "Query.referrals"), ("referrals", "Query.referral"), ("referrals", "Referral.person"),
        ("referrals", "Referral.story"), ("participants", "Query.participants"),
        ("participants", "Query.participant"), ("participants", "Query.expected"),
        ("participants", "Query.due"),
        ("participants", "Participant.person"), ("participants", "Participant.enrolments"),
        ("participants", "Enrolment.records"), ("participants", "Mentor.openParticipants"),
        ("outcomes", "Query.claims"), ("outcomes", "Query.toMend"), ("outcomes", "Participant.claims"),
        ("employers", "Query.placements"), ("employers", "Participant.placements"),
        ("employers", "Ending.reason"),
    }  # fmt: skip


def _query_of(route: Declared, world: World) -> dict[str, str]:
    if route.path in ("/v1/audit", "/internal/audit", "/internal/subject-access"):
        return {"participant": world.travelled.participant, "referral": world.travelled.referral}
    if route.path.startswith("/v1/aggregates/"):
        return {"programme": "oows"}
    if route.path == "/v1/events/counts":
        return {"from": "2019-01-01", "to": "2019-01-31"}
    return {"limit": "500"} if "limit" in route.parameters else {}


def _question(asked: Asked, world: World) -> tuple[str, Any]:
    """A query for a field of the people of this world, and for everything below it."""
    travelled = world.travelled
    keys = {
        "Participant": travelled.participant,
        "Enrolment": travelled.enrolment,
        "Referral": travelled.referral,
    }
    query, variables = asked.query()
    below = "" if is_leaf_type(get_named_type(asked.field.type)) else _everything(asked.field.type, DEPTH)
    query = query.replace("{ __typename }", below)
    if asked.type == "Query":
        kind = get_named_type(asked.field.type).name
        return re.sub(r'id: "[^"]*"', f'id: "{keys.get(kind, travelled.participant)}"', query), {}
    [reference] = variables["of"]
    if "id" in reference:
        mentors = [each for each in world.names if each not in keys.values()]
        if asked.type == "Mentor":
            return query, {"of": [{**reference, "id": each} for each in mentors]}
        reference["id"] = keys.get(asked.type, travelled.participant)
    return query, variables


def _everything(kind: Any, depth: int) -> str:
    """All fields below a type that need no arguments."""
    return "{ " + " ".join(["__typename", *_selected(get_named_type(kind), depth)]) + " }"


def _selected(kind: Any, depth: int) -> Iterator[str]:
    if not isinstance(kind, GraphQLObjectType):
        return
    for name, field in kind.fields.items():
        if any(is_required_argument(each) for each in field.args.values()):
            continue
        if is_leaf_type(get_named_type(field.type)):
            yield name
        elif depth:
            yield f"{name} {_everything(field.type, depth - 1)}"
