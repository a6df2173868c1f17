"""Posting the demonstration: everything arrives once and in order, whatever happens on the way."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from deploy.demo.client import events, post_programme
from deploy.demo.client.api_client import PostingFailed
from deploy.demo.oows import Lot
from deploy.demo.programme import (
    Demonstration,
    EmployerPlan,
    OpportunityPlan,
    PlacementPlan,
    ProviderSystem,
    ReferralPlan,
)
from deploy.localrun.run_config import RunConfig
from deploy.topology import SERVICES
from tests.deploy.demo.fake_gateway import REGISTERED, FakeGateway

BAROD, JOBCENTRE = (str(uuid5(NAMESPACE_URL, name)) for name in ("Barod", "Jobcentre"))
CONTACT = "cymru.dolen.participant.contact-recorded.v1"


def _event(subject: str, number: int, type: str = CONTACT, **data: Any) -> dict[str, Any]:
    return {
        "id": f"{subject}-{number}",
        "type": type,
        "subject": subject,
        "time": "2017-03-01T09:00:00+00:00",
        "data": data,
    }


def _plans() -> Demonstration:
    """Six people, the first of them referred; each is registered and then contacted twice."""
    people = [f"D-{number}" for number in range(6)]
    events = [
        _event(people[0], 0, REGISTERED, referral="referral-1", registered_on="2017-03-01"),
        *(_event(subject, 0, REGISTERED) for subject in people[1:]),
        *(_event(subject, number) for number in (1, 2) for subject in people),
    ]
    return Demonstration(
        partners=(
            {"id": BAROD, "name": "Barod", "kind": "provider", "source": None, "lots": ["Dyfed"]},
            {"id": JOBCENTRE, "name": "Jobcentre", "kind": "referrer", "source": None, "lots": []},
        ),
        referrals=(
            ReferralPlan(
                "referral-1",
                JOBCENTRE,
                Lot.DYFED,
                BAROD,
                {"lot": "Dyfed"},
                (("accept", {"decided_on": None}),),
            ),
        ),
        earlier=(),
        systems=(ProviderSystem(BAROD, "Barod", Lot.DYFED, "urn:barod", events),),
        employers=(EmployerPlan("caffi", {"lots": ["Dyfed"]}),),
        opportunities=(OpportunityPlan("gwaith", {"employer": "caffi", "lot": "Dyfed"}),),
        placements=(
            PlacementPlan(
                "lleoliad",
                BAROD,
                Lot.DYFED,
                "D-1",
                {"opportunity": "gwaith"},
                (("start", {"started_on": "2017-04-01"}),),
            ),
        ),
    )


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> FakeGateway:
    monkeypatch.setattr(post_programme, "demonstration", _plans)
    monkeypatch.setattr(events, "BATCH", 5)
    return FakeGateway()


async def _post(gateway: FakeGateway, run_config: RunConfig) -> None:
    async with gateway.open(run_config):
        await post_programme.post_programme(run_config)


def _expect_everything_once_and_in_order(gateway: FakeGateway) -> None:
    for person in range(6):
        told = [event["id"] for event in gateway.applied if event["subject"] == f"D-{person}"]
        assert told == [f"D-{person}-{number}" for number in range(3)]
    assert sorted(gateway.calls) == [
        "accept",
        "employers",
        "opportunities",
        "placements",
        "referrals",
        "start",
    ]


async def test_everything_arrives_and_the_run_is_marked_as_posted(
    gateway: FakeGateway, run_config: RunConfig
) -> None:
    await _post(gateway, run_config)
    _expect_everything_once_and_in_order(gateway)
    assert json.loads(run_config.posted.read_text()) == {"registered": 6, "accepted": 18, "duplicates": 0}
    assert set(gateway.partners) == {BAROD, JOBCENTRE}


async def test_a_registration_names_the_id_its_referral_was_given(
    gateway: FakeGateway, run_config: RunConfig
) -> None:
    await _post(gateway, run_config)
    referrals = [answer["id"] for answer in gateway.once.values()]
    assert gateway.applied[0]["data"]["referral"] in referrals


async def test_a_batch_without_an_answer_is_posted_again(gateway: FakeGateway, run_config: RunConfig) -> None:
    gateway.unanswered = 2
    await _post(gateway, run_config)
    _expect_everything_once_and_in_order(gateway)
    assert json.loads(run_config.posted.read_text())["duplicates"] == 5


@pytest.mark.parametrize("status", [429, 503])
async def test_a_batch_is_not_posted_again_before_the_server_says(
    gateway: FakeGateway, run_config: RunConfig, status: int
) -> None:
    gateway.unanswered_status = status
    gateway.unanswered, gateway.retry_after = 1, {"Retry-After": "1"}
    await _post(gateway, run_config)
    first, second, *_ = gateway.asked_at
    assert second - first >= 1
    _expect_everything_once_and_in_order(gateway)


async def test_what_may_succeed_later_goes_ahead_of_the_rest(
    gateway: FakeGateway, run_config: RunConfig
) -> None:
    gateway.unknown_referrals = 3
    await _post(gateway, run_config)
    _expect_everything_once_and_in_order(gateway)
    assert max(gateway.batches) == 5


async def test_a_refused_event_fails_the_run_with_its_reason(
    gateway: FakeGateway, run_config: RunConfig
) -> None:
    gateway.refused = {"D-3-1"}
    with pytest.raises(PostingFailed, match=r"D-3-1.*unknown-lot"):
        await _post(gateway, run_config)
    assert not run_config.posted.exists()


async def test_the_run_is_not_posted_before_its_figures_are_complete(
    gateway: FakeGateway, run_config: RunConfig
) -> None:
    gateway.lag = 10
    await _post(gateway, run_config)
    assert gateway.lag < 0


async def test_figures_that_stand_still_are_not_complete_while_a_fact_is_on_its_way(
    gateway: FakeGateway, run_config: RunConfig
) -> None:
    gateway.behind = 3 * len(SERVICES)
    await _post(gateway, run_config)
    assert gateway.behind <= -2 * len(SERVICES)


async def test_posting_again_changes_nothing(gateway: FakeGateway, run_config: RunConfig) -> None:
    await _post(gateway, run_config)
    calls = list(gateway.calls)
    await _post(gateway, run_config)
    assert gateway.calls == calls
    assert json.loads(run_config.posted.read_text()) == {"registered": 6, "accepted": 0, "duplicates": 18}
    _expect_everything_once_and_in_order(gateway)
