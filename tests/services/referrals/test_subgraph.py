"""Referrals' part of the graph: a referrer's own referrals, what became of them, and a lot's turn-round."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.referral_counts import DecisionState, ReferralGroup, add_up, counts_by_source
from services.referrals.domain.turnround import working_days_after
from services.referrals.store import referral_counts
from shared.contracts.vocabulary import ReferralSource
from shared.statistics import suppress_and_round
from tests.conftest import Running, Tokens
from tests.graph import codes, entities, told
from tests.partners import put_partner
from tests.readings import of_referral
from tests.services.referrals.conftest import Partners, Sent, a_referral_body

FIGURES = """referrals(asOf: %s) {
    asOf protection received decided declined medianWorkingDays bySource { source received } }"""
PERSON = """person {
    givenName familyName dateOfBirth nationalInsuranceNumber address postcode phone language }"""
STORY = """story { referredBy contactBy reason conditions safeguarding
    consent { toShare givenOn shareWorkOutcome } mentorGender answers withdrawal }"""
Q10 = '"2019-01-31"'
UNASKED = '"2018-11-30"'
"""A month's end that no other test asks for as a board: what a board is told once stands."""


async def _decide(
    referrals: Running, headers: dict[str, str], sent: dict[str, Any], how: str, **body: Any
) -> None:
    answer = await referrals.client.post(
        f"/v1/referrals/{sent['id']}/{how}", json=body, headers={**headers, "If-Match": '"1"'}
    )
    assert answer.status_code == 200, answer.text


async def test_a_referrer_sees_its_referrals_and_what_became_of_them(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    query = """query ($id: ID!) { referral(id: $id) {
        reference status decisionDue { on } progress { stage intoWork } lot { code } provider { name }
        referrer { name source } } }"""
    data = await told(referrals, bearer("referrer", partners.referrer), query, id=made["id"])
    assert data["referral"] == {
        "reference": made["reference"],
        "status": "RECEIVED",
        "decisionDue": {"on": made["decision_due"]["on"]},
        "progress": {"stage": "NOT_STARTED", "intoWork": None},
        "lot": {"code": "North Wales"},
        "provider": {"name": "CAIS"},
        "referrer": {"name": "Jobcentre Plus Rhyl", "source": "jobcentre_plus"},
    }


async def test_who_it_is_about_is_told_to_the_provider_for_support_and_to_nobody_else(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent(contact_by=["phone"], safeguarding={"declaration": "details", "details": "Lives alone"})
    lead = bearer("lead", partners.provider)
    reference = {"__typename": "Referral", "id": made["id"]}
    said = await entities(referrals, lead, f"{PERSON} {STORY}", reference)
    assert said["data"]["_entities"][0] == {
        "person": {
            "givenName": "Siân",
            "familyName": "ap Rhys",
            "dateOfBirth": said["data"]["_entities"][0]["person"]["dateOfBirth"],
            "nationalInsuranceNumber": "QQ123456C",
            "address": [],
            "postcode": "LL18 1AA",
            "phone": None,
            "language": "en",
        },
        "story": {
            "referredBy": "Work coach 12",
            "contactBy": ["PHONE"],
            "reason": "Wants to work again",
            "conditions": ["MENTAL_HEALTH"],
            "safeguarding": "Lives alone",
            "consent": {"toShare": True, "givenOn": "2017-03-01", "shareWorkOutcome": True},
            "mentorGender": "NO_PREFERENCE",
            "answers": [],
            "withdrawal": [],
        },
    }
    for headers in (
        bearer("referrer", partners.referrer),
        bearer("lead", partners.provider, purposes=["figures"]),
    ):
        refused = await entities(referrals, headers, PERSON, reference)
        assert (refused["data"]["_entities"][0], codes(refused)) == ({"person": None}, ["not-permitted"])


async def test_that_somebody_was_read_is_written_down(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    await entities(
        referrals,
        bearer("lead", partners.provider),
        f"{PERSON} {STORY}",
        {"__typename": "Referral", "id": made["id"]},
    )
    reads = [row for row in await of_referral(referrals, made["id"]) if "identity" in row["fields"]]
    assert len(reads) == 1


async def test_anothers_referral_is_answered_as_one_that_is_not_there(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await sent()
    stranger = bearer("referrer", uuid4())
    for id in (made["id"], str(uuid4()), "no id at all"):
        said = await entities(referrals, stranger, "reference", {"__typename": "Referral", "id": id})
        assert (said["data"]["_entities"], codes(said)) == ([None], ["not-found"])


async def test_a_list_goes_on_where_the_page_before_ended(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    for _ in range(3):
        await sent()
    headers = bearer("referrer", partners.referrer)
    query = """query ($after: String) { referrals(first: 2, after: $after) {
        totalCount nodes { id } edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    first = (await told(referrals, headers, query))["referrals"]
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": first["edges"][0]["cursor"],
        "endCursor": first["edges"][-1]["cursor"],
    }
    second = (await told(referrals, headers, query, after=first["pageInfo"]["endCursor"]))["referrals"]
    assert second["pageInfo"]["hasPreviousPage"] is True
    listed = (await referrals.client.get("/v1/referrals?limit=500", headers=headers)).json()["items"]
    assert first["totalCount"] == second["totalCount"] == len(listed)
    assert not {each["id"] for each in first["nodes"]} & {each["id"] for each in second["nodes"]}


async def test_a_lots_figures_count_decisions_and_the_days_they_took(
    referrals: Running, bearer: Tokens
) -> None:
    # an id before those of other tests' providers, so that what is referred to the lot comes to it
    lead, referrer = UUID(int=uuid4().int >> 32), uuid4()
    bodies: dict[UUID, dict[str, Any]] = {
        lead: {"name": "WCADA", "kind": "provider", "lots": ["Cwm Taf"]},
        referrer: {"name": "A prison", "kind": "referrer", "source": "prison"},
    }
    for partner, body in bodies.items():
        await put_partner(referrals.client, bearer, partner, body)
    made = []
    for day in ("2018-06-01", "2018-06-04", "2018-06-05"):
        answer = await referrals.client.post(
            "/v1/referrals",
            json=a_referral_body(lot="Cwm Taf", made_on=day),
            headers=bearer("referrer", referrer),
        )
        made.append(answer.json())
    decider = bearer("lead", lead)
    await _decide(referrals, decider, made[0], "accept", decided_on="2018-06-06")  # Friday to Wednesday: 3
    await _decide(
        referrals,
        decider,
        made[1],
        "decline",
        decided_on="2018-06-05",
        by="person",
        reason="declined_by_person",
        offered_instead="A course",
    )
    said = await entities(referrals, decider, FIGURES % Q10, {"__typename": "Lot", "code": "Cwm Taf"})
    assert said["data"]["_entities"][0]["referrals"] == {
        "asOf": "2019-01-31",
        "protection": None,
        "received": 3,
        "decided": 2,
        "declined": 1,
        "medianWorkingDays": 2.0,
        "bySource": [
            {"source": source, "received": 3 if source == "prison" else 0} for source in ReferralSource
        ],
    }


async def test_a_board_is_shown_protected_figures_of_its_own_lots_only(
    referrals: Running, bearer: Tokens, sent: Sent
) -> None:
    await sent(made_on="2018-01-08")
    lot = {"__typename": "Lot", "code": "North Wales"}
    exact = (await entities(referrals, bearer("wg"), FIGURES % UNASKED, lot))["data"]["_entities"][0][
        "referrals"
    ]
    board = bearer("apb", lots=["North Wales"])
    shown = (await entities(referrals, board, FIGURES % UNASKED, lot))["data"]["_entities"][0]["referrals"]
    assert shown["protection"] == "10-5"
    assert shown["received"] == suppress_and_round(exact["received"])
    refused = await entities(referrals, bearer("apb", lots=["Powys"]), FIGURES % UNASKED, lot)
    assert codes(refused) == ["not-found"]
    daily = await entities(referrals, board, FIGURES % '"2019-01-30"', lot)
    assert codes(daily) == ["not-a-months-end"]


async def test_figures_as_of_a_day_to_come_are_refused_by_the_code_of_the_whole_graph(
    referrals: Running, bearer: Tokens
) -> None:
    lot = {"__typename": "Lot", "code": "North Wales"}
    refused = await entities(referrals, bearer("wg"), FIGURES % '"2199-01-31"', lot)
    assert codes(refused) == ["as-of-in-future"]


async def test_a_referrer_sees_its_own_conversion_and_nobody_elses(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    await sent()
    own = {"__typename": "Partner", "id": str(partners.referrer)}
    headers = bearer("referrer", partners.referrer)
    said = await entities(referrals, headers, "referrals { received registered intoWork }", own)
    assert said["data"]["_entities"][0]["referrals"]["received"] > 0
    other = await entities(
        referrals, headers, "referrals { received }", {"__typename": "Partner", "id": str(uuid4())}
    )
    assert codes(other) == ["not-found"]


@given(st.dates(date(2016, 1, 1), date(2026, 12, 31)), st.integers(0, 40))
def test_working_days_are_counted_as_deadlines_are(made_on: date, days: int) -> None:
    """`width_bucket` and weeks of five days, as the statement counts, against the rule."""
    holidays = bank_holidays(2014, 2028)
    weekdays = sorted(day for day in holidays if day.weekday() < 5)

    def number(day: date) -> int:
        since = (day - date(2000, 1, 3)).days
        return since // 7 * 5 + min(since % 7 + 1, 5) - sum(holiday <= day for holiday in weekdays)

    decided_on = working_days_after(made_on, days, holidays)
    assert number(decided_on) - number(made_on) == days


@pytest.mark.parametrize("lag", [0, 1, 3, 10, 27])
async def test_the_statement_counts_working_days_as_the_rule_does(referrals: Running, lag: int) -> None:
    holidays = bank_holidays(2014, 2028)
    weekdays = sorted(day for day in holidays if day.weekday() < 5)
    start = date(2017, 12, 1)
    starts = [start + timedelta(days=day) for day in range(60)]
    ends = [working_days_after(day, lag, holidays) for day in starts]
    expression = f"{referral_counts.working_day('b')} - {referral_counts.working_day('a')}"
    async with referrals.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            f"SELECT {expression} FROM unnest($1::date[], $2::date[]) AS days (a, b), (SELECT $3::int) AS x,"
            " (SELECT $4::date[]) AS y",
            starts,
            ends,
            0,
            weekdays,
        )
    assert {row[0] for row in rows} == {lag}


def test_adding_up_adds_groups_and_keeps_how_long_decisions_took() -> None:
    groups = [
        ReferralGroup("prison", DecisionState.ACCEPTED, 2, 3, registered=2, left=1, into_work=1),
        ReferralGroup("prison", DecisionState.OVERDUE, None, 1, registered=0, left=0, into_work=0),
        ReferralGroup("gp", DecisionState.DECLINED, 2, 5, registered=0, left=0, into_work=0),
    ]
    total = add_up(groups)
    assert (total.received, total.decided, total.overdue, total.registered) == (9, 8, 1, 2)
    assert total.days == {2: 8}
    by_source = counts_by_source(groups, ["self", "gp", "prison"])
    assert {source: each.received for source, each in by_source.items()} == {"self": 0, "gp": 5, "prison": 4}
