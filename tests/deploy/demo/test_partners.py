"""Partners, referrals and placements hang together."""

from collections import Counter
from datetime import date
from uuid import UUID

from deploy.demo.programme import Demonstration, PlacementPlan, ReferralPlan
from services.referrals.schemas import ReferralIn
from shared.programmes import load_all
from shared.programmes.delivery import Deliveries
from shared.programmes.loader import FOLDER


def test_every_provider_is_known_with_the_lots_of_its_systems(programme: Demonstration) -> None:
    providers = {body["id"]: body["lots"] for body in programme.partners if body["kind"] == "provider"}
    lots: dict[str, list[str]] = {}
    for system in (*programme.systems, *programme.earlier):
        lots.setdefault(system.provider, []).append(system.lot)
    assert lots == providers
    assert (len(programme.systems), len(programme.earlier)) == (7, 9)


def test_partners_are_known_once(programme: Demonstration) -> None:
    assert max(Counter(body["id"] for body in programme.partners).values()) == 1


def test_every_referral_has_the_shape_that_is_taken_in(programme: Demonstration) -> None:
    for plan in programme.referrals:
        ReferralIn.model_validate(plan.body)


def test_referrals_come_from_a_known_referrer_of_that_source(programme: Demonstration) -> None:
    sources = {body["id"]: body["source"] for body in programme.partners}
    assert all(sources[plan.referrer] == plan.body["source"] for plan in programme.referrals)


def test_420_of_600_referrals_were_accepted_and_registered_afterwards(programme: Demonstration) -> None:
    plans = {plan.key: plan for plan in programme.referrals}
    registered = [
        (event["data"], event["time"], system.lot)
        for system in programme.systems
        for event in system.events
        if event["type"].endswith(".registered.v1") and "referral" in event["data"]
    ]
    assert (len(plans), len(registered)) == (600, 420)
    for data, time, lot in registered:
        plan = plans[data["referral"]]
        action, body = plan.steps[-1]
        assert "person" not in data
        assert (action, plan.lot) == ("accept", lot)
        assert plan.body["made_on"] <= body["decided_on"] <= time[:10]


def test_the_jobcentre_refers_nobody_under_19(programme: Demonstration) -> None:
    for plan in programme.referrals:
        if plan.body["source"] == "jobcentre_plus":
            born = date.fromisoformat(plan.body["person"]["date_of_birth"])
            assert date(born.year + 19, born.month, born.day).isoformat() <= plan.body["made_on"]


def test_every_step_a_referral_can_take_is_met(programme: Demonstration) -> None:
    actions = Counter(action for plan in programme.referrals for action, _ in plan.steps)
    moves = {"review", "accept", "allocate", "attempt-contact", "decline", "withdraw", "redirect", "return"}
    assert set(actions) == moves


def test_thirty_placements_are_completed_within_the_time_with_the_service(programme: Demonstration) -> None:
    offers = {plan.key: plan for plan in programme.opportunities}
    employers = {plan.key for plan in programme.employers}
    people = {(s.provider, event["subject"]) for s in programme.systems for event in s.events}
    assert {offer.body["employer"] for offer in offers.values()} <= employers
    for plan in programme.placements:
        assert offers[plan.body["opportunity"]].body["lot"] == plan.lot
        assert (plan.provider, plan.subject) in people
        days = [plan.body["proposed_on"], *(day for _, body in plan.steps for day in _days(body))]
        assert days == sorted(days)
    assert sum(step[0] == "complete" for plan in programme.placements for step in plan.steps) == 30


def _days(body: dict[str, str]) -> list[str]:
    return [value for name, value in body.items() if name.endswith("_on")]


def test_no_opportunity_takes_more_people_than_it_has_places(programme: Demonstration) -> None:
    places = {plan.key: plan.body["places"] for plan in programme.opportunities}
    for key, taken in Counter(plan.body["opportunity"] for plan in programme.placements).items():
        assert taken <= places[key]


def test_a_supermarket_offers_twelve_jobs_in_north_wales(programme: Demonstration) -> None:
    jobs = [plan.body for plan in programme.opportunities if plan.body["kind"] == "paid_job"]
    assert [(body["lot"], body["places"]) for body in jobs] == [("North Wales", 12)]


def test_everybody_delivers_where_the_programme_says(programme: Demonstration) -> None:
    delivered = {code: Deliveries(each) for code, each in load_all(FOLDER).items()}
    registered = [
        (
            event["data"]["programme"],
            system.provider,
            event["data"]["lot"],
            date.fromisoformat(event["time"][:10]),
        )
        for system in (*programme.systems, *programme.earlier)
        for event in system.events
        if event["type"].endswith(".registered.v1")
    ]
    told: list[ReferralPlan | PlacementPlan] = [*programme.referrals, *programme.placements]
    others = [("oows", plan.provider, str(plan.lot), date(2018, 1, 1)) for plan in told]
    for code, provider, lot, day in {*registered, *others}:
        assert delivered[code].find(UUID(provider), lot, day), (provider, lot)
