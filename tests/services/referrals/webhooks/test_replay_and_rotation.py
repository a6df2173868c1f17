"""Messages of a period are sent once more, a secret is changed without a message that nobody can verify, and
a name that becomes another address leads nowhere."""

import socket
from datetime import timedelta

import pytest

from shared import security_events
from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent
from tests.services.referrals.webhooks.conftest import WAITS, Logged, Subscribed, Worker, is_signed, moved
from tests.webhook_receiver import Receiver


async def test_a_period_is_replayed_under_the_same_ids_in_order_and_nothing_else_is(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
) -> None:  # fmt: skip
    subscription, referrer = await subscribed(), bearer("referrer", partners.referrer)
    lead = bearer("lead", partners.provider)
    receiver.answers.extend([500] * (len(WAITS) + 1))
    referral = await sent()
    await moved(referrals, lead, referral, "accept")
    await moved(referrals, lead, referral, "allocate")
    await by_hand.step()
    for wait in WAITS:
        await by_hand.step(after=wait * 1.2)
    log = await logged(subscription)
    assert [each["state"] for each in log] == ["dead", "delivered", "delivered"]
    receiver.received.clear()
    period = {"from": log[0]["made_at"], "to": log[2]["made_at"]}
    path = f"/v1/webhook-subscriptions/{subscription['id']}/replay"
    answer = await referrals.client.post(path, json=period, headers=referrer)
    assert (answer.status_code, answer.json()) == (200, {"queued": 2})
    await by_hand.step()
    assert [message.id for message in receiver.received] == [log[0]["id"], log[1]["id"]]
    assert receiver.types == ["referral.received", "referral.accepted"]
    assert {each["state"] for each in await logged(subscription)} == {"delivered"}


async def test_a_period_without_an_offset_is_refused(
    referrals: Running, bearer: Tokens, partners: Partners, subscribed: Subscribed
) -> None:
    path = f"/v1/webhook-subscriptions/{(await subscribed())['id']}/replay"
    headers = bearer("referrer", partners.referrer)
    answer = await referrals.client.post(path, json={"from": "2018-01-01T00:00:00"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/from"


async def test_a_changed_secret_is_used_beside_the_one_before_until_the_overlap_is_over(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, by_hand: Worker,
) -> None:  # fmt: skip
    before, headers = await subscribed(), bearer("referrer", partners.referrer)
    path = f"/v1/webhook-subscriptions/{before['id']}"
    answer = await referrals.client.post(f"{path}/rotate-secret", headers=headers)
    after = answer.json()
    assert answer.status_code == 200, answer.text
    assert after["secret"] not in ("", before["secret"])
    assert after["previous_secret_until"] is not None
    await sent()
    await by_hand.step()
    await sent()
    await by_hand.step(after=timedelta(hours=24).total_seconds() + 1)
    during, later = receiver.received
    assert [is_signed(during, each["secret"]) for each in (before, after)] == [True, True]
    assert [is_signed(later, each["secret"]) for each in (before, after)] == [False, True]


async def test_a_test_message_tells_nothing_and_is_sent_whatever_was_subscribed(
    referrals: Running, bearer: Tokens, partners: Partners,
    subscribed: Subscribed, receiver: Receiver, by_hand: Worker,
) -> None:  # fmt: skip
    made = await subscribed(types=["referral.accepted"])
    path, headers = f"/v1/webhook-subscriptions/{made['id']}", bearer("referrer", partners.referrer)
    assert (await referrals.client.post(f"{path}/test", headers=headers)).json() == {"queued": 1}
    await by_hand.step()
    [message] = receiver.received
    assert (message.said["type"], message.said["data"]) == ("webhook.test", {})


async def test_a_name_that_was_public_and_is_private_when_it_is_sent_to_gets_nothing(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    addresses = ["93.184.216.34"]

    async def resolved(host: str, port: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, each) for each in addresses]

    monkeypatch.setattr("shared.webhooks.public_addresses._resolved", resolved)
    subscription = await subscribed(url="https://rebound.example/hooks")
    addresses[:] = ["127.0.0.1"]
    await sent()
    counted = security_events.COUNTER.labels("webhook-address")
    before = counted._value.get()
    await by_hand.step()
    assert receiver.received == []
    [waiting] = await logged(subscription)
    assert (waiting["state"], waiting["last_failure"]) == ("waiting", "address_not_public")
    assert counted._value.get() == before + 1


async def test_an_address_that_was_open_and_is_no_more_gets_nothing(
    sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker
) -> None:
    subscription = await subscribed()
    await sent()
    await by_hand.step(local_port=None)
    assert receiver.received == []
    [waiting] = await logged(subscription)
    assert waiting["last_failure"] == "address_not_public"
