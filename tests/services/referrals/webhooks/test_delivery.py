"""Webhooks arrive at least once, signed and in order, whatever the receiver does: killed, slow, redirecting,
gone (Standard Webhooks)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook

from services.referrals.domain.webhook import State
from services.referrals.store import webhook_deliveries
from services.referrals.store.webhook_deliveries import FAIR_SHARE
from shared.contracts.vocabulary import WebhookType
from shared.contracts.webhooks import MESSAGES
from shared.webhooks.client import Answer
from shared.workers.queue_ages import AGE
from tests.conftest import Running, Tokens
from tests.ports import free_ports
from tests.services.bus import Bus
from tests.services.referrals.conftest import Partners, Sent
from tests.services.referrals.facts import achieved, exited, registered
from tests.services.referrals.webhooks.conftest import WAITS, Logged, Subscribed, Worker, moved
from tests.webhook_receiver import Receiver, receiving


async def test_each_move_is_told_in_order_with_its_days(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, bus: Bus,
    subscribed: Subscribed, receiver: Receiver, by_hand: Worker,
) -> None:  # fmt: skip
    await subscribed()
    lead, enrolment = bearer("lead", partners.provider), uuid4()
    referral = await sent(made_on="2018-03-05")
    await moved(referrals, lead, referral, "return", questions="Since when?", decided_on="2018-03-06")
    referrer = bearer("referrer", partners.referrer)
    await moved(referrals, referrer, referral, "answer", answers="May", answered_on="2018-03-07")
    await moved(referrals, lead, referral, "review", on="2018-03-08")
    await moved(referrals, lead, referral, "accept", decided_on="2018-03-09")
    await moved(referrals, lead, referral, "allocate", on="2018-03-12")
    await moved(referrals, lead, referral, "attempt-contact", on="2018-03-13")
    await bus.tell(registered(enrolment, referral_id=UUID(referral["id"])))
    await bus.tell(exited(enrolment, None), achieved(enrolment))
    await by_hand.step()
    assert receiver.types == [
        "referral.received", "referral.returned", "referral.received", "referral.under-review",
        "referral.accepted", "referral.allocated", "referral.contact-attempted", "referral.registered",
        "referral.progressed", "referral.progressed",
    ]  # fmt: skip
    for message in receiver.received:
        shape = MESSAGES[WebhookType(message.said["type"])]
        shape.model_validate_json(message.body, extra="forbid")
    accepted, last = receiver.received[4].said, receiver.received[-1].said["data"]
    assert accepted["id"] == receiver.received[4].id
    assert datetime.fromisoformat(accepted["timestamp"]).tzinfo is not None
    assert accepted["data"] == {
        "referral_id": referral["id"], "reference": referral["reference"], "status": "accepted",
        "stage": "not_started", "made_on": "2018-03-05", "moved_on": "2018-03-09",
        "decision_due_on": None, "decided_on": "2018-03-09", "contact_due_on": "2018-03-13",
        "contact_attempted_on": None, "registered_on": None, "left_on": None, "into_work": None,
    }  # fmt: skip
    assert (last["stage"], last["registered_on"], last["into_work"]) == ("left", "2018-03-01", True)


async def test_work_that_the_referrer_may_not_know_of_is_told_by_no_message(
    sent: Sent, bus: Bus, subscribed: Subscribed, receiver: Receiver, by_hand: Worker
) -> None:
    await subscribed()
    referral, enrolment = await sent(), uuid4()
    of_it = UUID(referral["id"])
    await bus.tell(registered(enrolment, referral_id=of_it, shares_work_outcome=False))
    await bus.tell(achieved(enrolment))
    await by_hand.step()
    assert receiver.types == ["referral.received", "referral.registered"]


async def test_a_message_is_signed_as_the_standard_says(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, by_hand: Worker
) -> None:
    subscription = await subscribed()
    await sent()
    await by_hand.step()
    [message] = receiver.received
    assert subscription["secret"].startswith("whsec_")
    Webhook(subscription["secret"]).verify(message.body, message.headers)
    assert message.headers["content-type"] == "application/json"


async def test_a_killed_receiver_is_tried_again_until_it_is_back_with_the_same_id_and_a_new_time(
    sent: Sent, subscribed: Subscribed, logged: Logged, by_hand: Worker
) -> None:
    subscription = await subscribed()
    await sent()
    await by_hand.step()
    await by_hand.step(after=WAITS[0] - 1)
    assert AGE.labels("webhooks")._value.get() >= WAITS[0] - 1
    [waiting] = await logged(subscription)
    assert (waiting["state"], waiting["attempts"]) == ("waiting", 1)
    assert (waiting["last_status"], waiting["last_failure"]) == (None, "unreachable")
    async with receiving(by_hand.schedule.local_port or 0) as receiver:
        receiver.answers.append(503)
        await by_hand.step(after=WAITS[0])
        await by_hand.step(after=WAITS[1] * 1.2)
    first, second = receiver.received
    assert first.id == second.id == waiting["id"]
    assert first.body == second.body
    assert int(second.headers["webhook-timestamp"]) >= int(first.headers["webhook-timestamp"]) + WAITS[1]
    [delivered] = await logged(subscription)
    assert (delivered["state"], delivered["attempts"], delivered["last_status"]) == ("delivered", 3, 204)


async def test_after_the_last_attempt_a_message_is_dead_and_listed_and_the_next_one_goes_out(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    receiver.answers.extend([500] * (len(WAITS) + 1))
    referral = await sent()
    await moved(referrals, bearer("lead", partners.provider), referral, "accept")
    await by_hand.step()
    for wait in WAITS:
        assert receiver.types == ["referral.received"] * len(receiver.types)
        await by_hand.step(after=wait * 1.2)
    assert receiver.types == ["referral.received"] * (len(WAITS) + 1) + ["referral.accepted"]
    dead, delivered = await logged(subscription)
    assert (dead["state"], dead["attempts"], dead["last_status"]) == ("dead", len(WAITS) + 1, 500)
    assert dead["next_attempt_at"] is None
    assert delivered["state"] == "delivered"
    path = f"/v1/webhook-subscriptions/{subscription['id']}/deliveries"
    page = await referrals.client.get(
        path, params={"state": "dead"}, headers=bearer("referrer", partners.referrer)
    )
    assert [each["id"] for each in page.json()["items"]] == [dead["id"]]


async def test_a_slow_receiver_is_given_up_on_in_time_and_keeps_nobody_else_waiting(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker
) -> None:
    slow = await subscribed()
    quick = await subscribed()
    receiver.answers.append(None)
    await sent()
    await by_hand.step(timeout=0.5)
    states = [(await logged(each))[0] for each in (slow, quick)]
    assert sorted(each["state"] for each in states) == ["delivered", "waiting"]
    [late] = [each for each in states if each["state"] == "waiting"]
    assert late["last_failure"] == "timed_out"


async def test_a_redirect_is_not_followed_and_is_no_success(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker
) -> None:
    subscription = await subscribed()
    async with receiving(free_ports(1)) as private:
        receiver.answers.append(lambda: web.Response(status=307, headers={"Location": private.url}))
        await sent()
        await by_hand.step()
        assert private.received == []
    [waiting] = await logged(subscription)
    assert (waiting["state"], waiting["last_status"]) == ("waiting", 307)


async def test_an_endless_answer_is_not_read(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker
) -> None:
    subscription = await subscribed()
    receiver.answers.append(lambda: web.Response(status=200, body=b"x" * 50_000_000))
    await sent()
    await by_hand.step()
    assert [each["state"] for each in await logged(subscription)] == ["delivered"]


async def test_410_ends_the_subscription_and_what_waits_for_it(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    referrer = bearer("referrer", partners.referrer)
    receiver.answers.append(410)
    referral = await sent()
    await moved(referrals, bearer("lead", partners.provider), referral, "accept")
    await by_hand.step()
    await sent()
    await by_hand.step(after=WAITS[-1])
    assert receiver.types == ["referral.received"]
    assert [each["state"] for each in await logged(subscription)] == ["dead", "dead"]
    path = f"/v1/webhook-subscriptions/{subscription['id']}"
    shown = (await referrals.client.get(path, headers=referrer)).json()
    assert shown["disabled_because"] == "gone"
    again = await referrals.client.post(
        f"{path}/replay", json={"from": "2018-01-01T00:00:00Z"}, headers=referrer
    )
    assert (again.status_code, again.json()["code"]) == (409, "subscription-disabled")


async def test_a_worker_that_dies_before_it_writes_down_the_answer_leaves_a_repetition_under_the_same_id(
    referrals: Running, sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged,
    by_hand: Worker, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    subscription = await subscribed()
    await sent()

    class KilledError(Exception):
        """As if the process had been."""

    async def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(webhook_deliveries, "note", killed)
        await by_hand.step()
    await by_hand.step(after=1)
    assert len(receiver.received) == 1, "the lease of the dead is not over"
    await by_hand.step(after=60)
    first, again = receiver.received
    assert first.id == again.id
    assert [each["state"] for each in await logged(subscription)] == ["delivered"]


async def test_all_that_is_due_goes_out_in_one_step(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker
) -> None:
    slow, quick = await subscribed(), await subscribed()
    receiver.answers.extend([None] * (FAIR_SHARE - 1))
    referrals = [await sent() for _ in range(3 * FAIR_SHARE)]
    await by_hand.step(timeout=1)
    states = [each["state"] for subscription in (slow, quick) for each in await logged(subscription)]
    assert states.count("delivered") == 2 * len(referrals) - (FAIR_SHARE - 1)


async def test_two_workers_never_attempt_one_message_at_a_time(
    referrals: Running, sent: Sent, subscribed: Subscribed, receiver: Receiver, by_hand: Worker
) -> None:
    await subscribed()
    for _ in range(12):
        await sent()
    context = referrals.app.state.context
    lease = by_hand.schedule.timeout
    async with context.begin_as_worker() as one, context.begin_as_worker() as other:
        first = await webhook_deliveries.claim(one, lease=timedelta(seconds=lease), limit=3)
        second = await webhook_deliveries.claim(other, lease=timedelta(seconds=lease), limit=3)
        assert first
        assert not {each.id for each in first} & {each.id for each in second}


async def test_an_answer_that_comes_after_a_replay_changes_nothing(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    await sent()
    context = referrals.app.state.context
    async with context.begin_as_worker() as work:
        [claimed] = await webhook_deliveries.claim(work, lease=timedelta(seconds=5), limit=1)
    await referrals.client.post(
        f"/v1/webhook-subscriptions/{subscription['id']}/replay",
        json={"from": "2018-01-01T00:00:00Z"},
        headers=bearer("referrer", partners.referrer),
    )
    async with context.begin_as_worker() as work:
        await webhook_deliveries.note(work, claimed, Answer(status=500), State.DEAD, due_at=None)
    await by_hand.step()
    assert [each["state"] for each in await logged(subscription)] == ["delivered"]
