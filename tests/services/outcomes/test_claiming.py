"""One person's way to claims and refusals, each with its rule."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.participant import ParticipantCorrected
from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person
from tests.services.outcomes.facts_of_events import LEFT as LEFT_IN_JUNE
from tests.services.outcomes.facts_of_events import REGISTERED, Posted, Told

LEFT = date(2017, 8, 31)
Announced = Callable[[UUID], Awaitable[list[dict[str, Any]]]]


async def the_claims(ask: Ask, person: Person | Told, **which: str) -> dict[str, dict[str, Any]]:
    """Standing claims and refusals by category."""
    page = await ask(person.provider, "claims", enrolment=str(person.enrolment), **which)
    return {each["category"]: each for each in page["items"] if each["withdrawn_at"] is None}


def gained(kind: str, on: date, evidence: str, **more: Any) -> Posted:
    return Posted(f"{kind}-{on}", "achievement-recorded", on, {"kind": kind, "evidence": evidence, **more})


async def test_a_claim_rests_on_what_proves_most_and_is_lifted_by_what_comes_later(
    tell: Tell, ask: Ask
) -> None:
    told = Told()
    history = [
        REGISTERED,
        gained("qualification", date(2017, 5, 2), "self_reported", cqfw_level=1),
        gained("qualification", date(2017, 7, 3), "third_party_document", cqfw_level=3),
        gained("paid_work", date(2017, 7, 20), "self_reported"),
        replace(LEFT_IN_JUNE, on=LEFT, data={**LEFT_IN_JUNE.data, "left_on": LEFT.isoformat()}),
    ]
    facts = told.facts(history)
    await tell(*facts)
    claims = await the_claims(ask, told)
    qualified = claims["qualification"]
    assert (qualified["cqfw_level"], qualified["evidence"]) == (3, "third_party_document")
    assert qualified["dates"]["achieved_on"] == "2017-07-03"
    assert claims["employment"]["evidence"] == "self_reported"

    payslip = gained("paid_work", date(2017, 9, 20), "third_party_document")
    await tell(*told.facts([*history, payslip])[len(facts) :])
    employed = (await the_claims(ask, told))["employment"]
    assert (employed["evidence"], employed["counted_on"]) == ("third_party_document", LEFT.isoformat())


async def test_nothing_is_decided_before_somebody_has_left(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(person.registered(), person.achieved("paid_work", date(2017, 5, 1)))
    assert await the_claims(ask, person) == {}


async def test_a_journey_into_work_ends_in_claims_and_a_refusal_that_says_why(
    tell: Tell, ask: Ask, announced: Announced
) -> None:
    person = Person()
    await tell(person.registered(labour_market="unemployed"), person.assessed())
    await tell(person.placed(date(2017, 6, 1)))
    await tell(
        person.achieved("paid_work", LEFT),
        person.achieved("job_search", LEFT),
        person.left(LEFT),
    )
    await tell(person.in_work(date(2018, 2, 28)))
    claims = await the_claims(ask, person)
    assert {category: claim["decision"] for category, claim in claims.items()} == {
        "job-search": "refused",
        "employment": "claimed",
        "employment-6m": "claimed",
        "placement": "claimed",
    }
    assert claims["job-search"]["rule"] == "oows/job-search/inactive-at-registration"
    assert claims["placement"]["part"] == "work_experience"
    assert claims["placement"]["counted_on"] == "2017-08-31"
    assert claims["employment-6m"]["dates"]["due_on"] == "2018-02-28"
    assert claims["employment"]["evidence"] == "third_party_document"
    facts = await announced(person.enrolment)
    assert [(fact["fact"], fact.get("category") or fact["kind"]) for fact in facts] == [
        ("achieved", "work_experience"),
        ("achieved", "paid_work"),
        ("achieved", "job_search"),
        ("claimed", "employment"),
        ("claimed", "placement"),
        ("claimed", "employment-6m"),
    ]


async def test_two_events_and_a_role_are_three_achievements_and_one_placement(
    tell: Tell, ask: Ask, announced: Announced
) -> None:
    """Each completed one-off event achieves something; the placement is claimed once, as volunteering."""
    person = Person()
    await tell(person.registered())
    await tell(person.placed(date(2017, 6, 1), "one_off_event"))
    await tell(person.placed(date(2017, 6, 15), "one_off_event"))
    await tell(person.placed(date(2017, 7, 31), "volunteering"))
    await tell(person.left(LEFT))
    claims = await the_claims(ask, person)
    assert {category: claim["part"] for category, claim in claims.items()} == {"placement": "volunteering"}
    told = [(fact["fact"], fact.get("kind")) for fact in await announced(person.enrolment)]
    assert [kind for fact, kind in told if fact == "achieved"] == ["volunteering"] * 3
    assert [fact for fact, _ in told].count("claimed") == 1


async def test_a_return_withdraws_claims_and_the_next_exit_makes_them_again(
    tell: Tell, ask: Ask, announced: Announced
) -> None:
    person = Person()
    await tell(person.registered(), person.achieved("qualification", date(2017, 6, 1), cqfw_level=3))
    await tell(person.left(LEFT))
    await tell(person.rejoined(date(2017, 10, 1)))
    assert await the_claims(ask, person) == {}
    await tell(person.left(date(2018, 1, 31)))
    page = await ask(person.provider, "claims", enrolment=str(person.enrolment))
    history = sorted(page["items"], key=lambda each: each["counted_on"])
    assert [(each["counted_on"], each["withdrawn_because"]) for each in history] == [
        ("2017-08-31", "rejoined"),
        ("2018-01-31", None),
    ]
    told = [fact["fact"] for fact in await announced(person.enrolment)]
    assert told == ["achieved", "claimed", "withdrawn", "claimed"]


async def test_a_corrected_status_withdraws_a_claim_with_the_rule_that_now_refuses_it(
    tell: Tell, ask: Ask
) -> None:
    person = Person()
    await tell(person.registered(), person.achieved("job_search", LEFT), person.left(LEFT))
    assert (await the_claims(ask, person))["job-search"]["decision"] == "claimed"
    corrected = person.fact(
        ParticipantCorrected, date(2017, 9, 1), corrected=("labour_market",), labour_market="employed"
    )
    await tell(corrected)
    assert (await the_claims(ask, person))["job-search"]["decision"] == "refused"
    withdrawn = await ask(person.provider, "claims", enrolment=str(person.enrolment), decision="claimed")
    assert [each["withdrawn_because"] for each in withdrawn["items"]] == [
        "oows/job-search/inactive-at-registration"
    ]


async def test_a_placement_that_overtakes_the_registration_is_not_lost(
    tell: Tell, ask: Ask, announced: Announced
) -> None:
    person = Person()
    await tell(person.placed(date(2017, 6, 1), "volunteering"), person.started(date(2017, 7, 1)))
    assert await announced(person.enrolment) == []
    await tell(person.registered())
    await tell(person.left(LEFT))
    assert set(await the_claims(ask, person)) == {"placement", "employment"}
    kinds = [fact.get("kind") for fact in await announced(person.enrolment)][:2]
    assert kinds == ["volunteering", "paid_work"]


async def test_a_placement_and_the_registration_may_be_taken_in_at_once(tell: Tell, ask: Ask) -> None:
    people = [Person() for _ in range(8)]
    await asyncio.gather(
        *(tell(person.placed(date(2017, 6, 1))) for person in people[:4]),
        *(tell(person.registered()) for person in people),
        *(tell(person.placed(date(2017, 6, 1))) for person in people[4:]),
    )
    for person in people:
        await tell(person.left(LEFT))
        assert set(await the_claims(ask, person)) == {"placement"}


async def test_any_fact_of_an_unknown_enrolment_waits_for_its_registration(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(person.contacted(date(2017, 12, 1)), person.active(date(2017, 12, 2), 3))
    await tell(person.achieved("paid_work", LEFT))
    await tell(person.registered())
    page = await ask(person.provider, "data-quality", **{"as-of": "2018-01-29"})
    assert "no-contact-for-60-days" not in str(page)
    await tell(person.left(LEFT))
    assert set(await the_claims(ask, person)) == {"employment"}


async def test_the_same_achievement_told_twice_is_one(tell: Tell, announced: Announced) -> None:
    person = Person()
    achieved = person.achieved("certificate", date(2017, 6, 1))
    await tell(person.registered(), achieved)
    await tell(achieved)
    assert len(await announced(person.enrolment)) == 1


async def test_of_two_facts_in_one_batch_that_undo_each_other_the_history_keeps_both(
    tell: Tell, ask: Ask
) -> None:
    person = Person()
    await tell(
        person.registered(),
        person.achieved("certificate", date(2017, 6, 1)),
        person.left(LEFT),
        person.rejoined(date(2017, 9, 5)),
    )
    page = await ask(person.provider, "claims", enrolment=str(person.enrolment))
    assert [each["withdrawn_because"] for each in page["items"]] == ["rejoined"]


async def test_claims_come_in_pages(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    people = [Person(provider) for _ in range(5)]
    for person in people:
        await tell(person.registered(), person.achieved("certificate", LEFT), person.left(LEFT))
    seen, after = [], None
    while True:
        page = await ask(provider, "claims", limit="2", **({"after": after} if after else {}))
        seen += [each["enrolment"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == sorted(str(person.enrolment) for person in people)


async def test_a_provider_sees_its_own_claims_and_a_stranger_nothing(
    tell: Tell, ask: Ask, outcomes: Running, bearer: Tokens
) -> None:
    person = Person()
    await tell(person.registered(), person.achieved("paid_work", LEFT), person.left(LEFT))
    claim = (await the_claims(ask, person))["employment"]
    path = f"/v1/claims/{claim['id']}"
    for role, organisation, status in (
        ("lead", person.provider, 200),
        ("provider", person.provider, 200),
        ("wg", uuid4(), 200),
        ("lead", uuid4(), 404),
        ("apb", uuid4(), 403),
        ("referrer", uuid4(), 403),
        ("service", uuid4(), 401),
    ):
        answer = await outcomes.client.get(path, headers=bearer(role, organisation))
        assert answer.status_code == status, (role, answer.text)
    nowhere = await outcomes.client.get(f"/v1/claims/{uuid4()}", headers=bearer("lead"))
    stranger = await outcomes.client.get(path, headers=bearer("lead"))
    assert (nowhere.status_code, nowhere.json()) == (stranger.status_code, stranger.json())
