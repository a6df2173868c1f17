"""Findings: what a provider is asked to mend, as of a date."""

from datetime import date
from uuid import uuid4

from tests.conftest import Running, Tokens
from tests.services.outcomes.conftest import Ask, Tell
from tests.services.outcomes.facts import Person


async def the_rules(ask: Ask, person: Person, as_of: str) -> dict[str, str]:
    page = await ask(person.provider, "data-quality", **{"as-of": as_of})
    return {
        finding["rule"]: finding["since"]
        for record in page["items"]
        if record["enrolment"] == str(person.enrolment)
        for finding in record["findings"]
    }


async def test_an_open_file_falls_silent_sixty_days_after_the_last_contact(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(person.registered(date(2017, 3, 1)), person.assessed())
    await tell(person.contacted(date(2017, 3, 20)), person.contacted(date(2017, 3, 25), attended=False))
    await tell(person.active(date(2017, 4, 10), 2.5), person.active(date(2017, 4, 20), 0))
    assert await the_rules(ask, person, "2017-05-18") == {}
    assert await the_rules(ask, person, "2017-05-19") == {"no-contact-for-60-days": "2017-05-19"}
    assert await the_rules(ask, person, "2017-06-09") == {
        "no-contact-for-60-days": "2017-05-19",
        "no-activity-hours-for-60-days": "2017-06-09",
    }


async def test_a_suspended_file_is_not_silent_and_a_contact_told_then_is_remembered(
    tell: Tell, ask: Ask
) -> None:
    person = Person()
    await tell(person.registered(date(2017, 3, 1)), person.assessed())
    await tell(person.suspended(date(2017, 3, 10)))
    await tell(person.contacted(date(2017, 6, 1)))
    assert await the_rules(ask, person, "2017-12-31") == {}
    await tell(person.resumed(date(2017, 4, 1)))
    assert (await the_rules(ask, person, "2017-07-31"))["no-contact-for-60-days"] == "2017-07-31"


async def test_what_is_mended_is_no_longer_listed(tell: Tell, ask: Ask) -> None:
    person = Person()
    await tell(person.registered(), person.active(date(2017, 3, 2), 2))
    await tell(person.left(None, told=date(2017, 6, 1), soft_outcomes={}))
    before = await the_rules(ask, person, "2017-07-01")
    assert set(before) == {"missing-characteristic", "leaver-without-exit-date", "soft-outcomes-missing"}
    mended = person.left(date(2017, 6, 1), soft_outcomes={"own_confidence": "better"})
    await tell(person.assessed(), mended)
    assert await the_rules(ask, person, "2017-07-01") == {}
    assert set(await the_rules(ask, person, "2017-12-01")) == {"six-month-status-due"}


async def test_a_second_open_record_of_a_person_is_listed_until_one_is_closed(tell: Tell, ask: Ask) -> None:
    first = Person()
    second = Person(participant=first.participant)
    await tell(first.registered(), first.assessed())
    await tell(second.registered(date(2017, 3, 5)), second.assessed())
    assert (await the_rules(ask, second, "2017-03-06"))["second-open-record"] == "2017-03-05"
    assert "second-open-record" not in await the_rules(ask, first, "2017-03-06")
    await tell(first.left(date(2017, 3, 8)))
    assert await the_rules(ask, second, "2017-03-09") == {}


async def test_findings_are_listed_by_rule_and_lot_and_counted(tell: Tell, ask: Ask) -> None:
    provider = uuid4()
    here, there = Person(provider), Person(provider)
    await tell(here.registered(), there.registered(lot="Gwent", flags=("postcode-outside-lot",)))
    page = await ask(provider, "data-quality", rule="postcode-outside-lot", **{"as-of": "2017-03-10"})
    assert [(each["enrolment"], each["lot"]) for each in page["items"]] == [(str(there.enrolment), "Gwent")]
    assert [finding["rule"] for finding in page["items"][0]["findings"]] == ["postcode-outside-lot"]
    in_powys = await ask(provider, "data-quality", lot="Powys", **{"as-of": "2017-03-10"})
    assert [each["enrolment"] for each in in_powys["items"]] == [str(here.enrolment)]
    summary = await ask(provider, "data-quality/summary", **{"as-of": "2017-03-10"})
    assert [(each["rule"], each["records"]) for each in summary["rules"]] == [
        ("missing-characteristic", 2),
        ("postcode-outside-lot", 1),
    ]
    assert [(each["lot"], each["rule"], each["records"]) for each in summary["batches"]] == [
        ("Gwent", "missing-characteristic", 1),
        ("Powys", "missing-characteristic", 1),
        ("Gwent", "postcode-outside-lot", 1),
    ]


async def test_findings_are_a_providers_own(tell: Tell, outcomes: Running, bearer: Tokens) -> None:
    person = Person()
    await tell(person.registered())
    for role, organisation, seen in (
        ("provider", person.provider, True),
        ("wg", uuid4(), True),
        ("lead", uuid4(), False),
    ):
        parameters = {"as-of": "2017-03-10", "limit": "500"}
        answer = await outcomes.client.get(
            "/v1/data-quality", params=parameters, headers=bearer(role, organisation)
        )
        ids = [each["enrolment"] for each in answer.json()["items"]]
        assert (str(person.enrolment) in ids) is seen
    refused = await outcomes.client.get("/v1/data-quality", headers=bearer("apb"))
    assert refused.status_code == 403
