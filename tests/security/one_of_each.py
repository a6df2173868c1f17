"""Lets one thing of each kind happen in a lot, through the doors of a service: data for figures to count."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import uuid4

from services.outcomes.reactions import reactions
from tests.conftest import Running, Tokens
from tests.partners import put_partner
from tests.services.bus import Bus
from tests.services.employers.conftest import Person, an_employer_body, an_opportunity_body, registered
from tests.services.outcomes.facts import Person as CountedPerson
from tests.services.participants.conftest import BATCH, a_registration, an_event
from tests.services.referrals.conftest import a_referral_body


async def _a_referral(service: Running, bearer: Tokens, lot: str) -> None:
    provider, referrer = uuid4(), uuid4()
    for partner, body in (
        (provider, {"name": "A provider", "kind": "provider", "lots": [lot]}),
        (referrer, {"name": "A prison", "kind": "referrer", "source": "prison"}),
    ):
        await put_partner(service.client, bearer, partner, body)
    sent = await service.client.post(
        "/v1/referrals",
        json=a_referral_body(lot=lot, made_on="2018-01-08"),
        headers=bearer("referrer", referrer),
    )
    assert sent.status_code == 201, sent.text


async def _an_open_file(service: Running, bearer: Tokens, lot: str) -> None:
    events = [a_registration("B1", lot=lot), an_event("mentor-allocated", "B1", {"mentor": "M-1"})]
    headers = {**bearer("lead", uuid4()), "Content-Type": BATCH}
    posted = await service.client.post("/v1/events", json=events, headers=headers)
    assert [each["status"] for each in posted.json()["results"]] == ["accepted"] * 2, posted.text


async def _a_full_opportunity(service: Running, bearer: Tokens, lot: str) -> None:
    person = Person(uuid4(), uuid4(), uuid4())
    staff = bearer("lead", person.provider)
    await Bus(service).tell(registered(person, date(2017, 3, 1)))
    employer = await service.client.post("/v1/employers", json=an_employer_body(), headers=staff)
    body = an_opportunity_body(employer.json()["id"], lot=lot, places=1)
    offer = await service.client.post("/v1/opportunities", json=body, headers=staff)
    place = {"opportunity_id": offer.json()["id"], "participant_id": str(person.participant)}
    placed = await service.client.post(
        "/v1/placements", json={**place, "proposed_on": "2018-03-05"}, headers=staff
    )
    assert placed.status_code == 201, placed.text


async def _a_claim(service: Running, bearer: Tokens, lot: str) -> None:
    person = CountedPerson()
    facts = (
        person.registered(lot=lot, esf_area="West Wales and the Valleys"),
        person.achieved("qualification", date(2017, 6, 1), cqfw_level=2),
        person.left(date(2017, 6, 2)),
    )
    async with service.app.state.context.begin_as_worker() as work:
        await reactions.react(work, [(fact.type, fact.model_dump_json().encode()) for fact in facts])


HAPPENS: dict[str, Callable[[Running, Tokens, str], Awaitable[None]]] = {
    "referrals": _a_referral,
    "participants": _an_open_file,
    "outcomes": _a_claim,
    "employers": _a_full_opportunity,
}
