"""Messages about one thing arrive in order, whatever fails between them, and things do not wait for one
another."""

from random import Random

import pytest

from shared.refusal import Unavailable
from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent
from tests.services.referrals.webhooks.conftest import WAITS, Logged, Subscribed, Worker, moved
from tests.webhook_receiver import Receiver

MOVES = ("review", "accept", "allocate", "attempt-contact")


async def test_what_is_told_about_one_referral_waits_for_what_was_told_before(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, by_hand: Worker,
) -> None:  # fmt: skip
    await subscribed()
    receiver.answers.append(500)
    stuck = await sent()
    await moved(referrals, bearer("lead", partners.provider), stuck, "accept")
    free = await sent()
    await by_hand.step()
    assert [message.said["data"]["referral_id"] for message in receiver.received] == [stuck["id"], free["id"]]
    await by_hand.step(after=WAITS[0] * 1.2)
    assert receiver.types[2:] == ["referral.received", "referral.accepted"]


@pytest.mark.parametrize("seed", range(4))
async def test_order_holds_through_any_mixture_of_failures(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker, seed: int,
) -> None:  # fmt: skip
    subscription, lead = await subscribed(), bearer("lead", partners.provider)
    made = [await sent() for _ in range(4)]
    for move in MOVES:
        for referral in made:
            await moved(referrals, lead, referral, move)
    chance = Random(seed)
    receiver.answers.extend(chance.choice([204, 204, 500, 302, 429]) for _ in range(60))
    states = {"waiting"}
    while "waiting" in states:
        await by_hand.step(after=max(WAITS) * 1.2)
        states = {each["state"] for each in await logged(subscription)}
    for referral in made:
        told = [(each.id, each.said) for each in receiver.received if referral["id"] in each.body.decode()]
        ids = [id for id, _ in told]
        runs = [id for place, id in enumerate(ids) if place == 0 or ids[place - 1] != id]
        assert len(runs) == len(set(ids)) == len(MOVES) + 1, "each is over before the next begins"
        assert told[-1][1]["type"] == "referral.contact-attempted"


async def test_a_lost_database_is_said_to_be_lost(by_hand: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr("services.referrals.store.webhook_deliveries.claim", lost)
    with pytest.raises(Unavailable):
        await by_hand.step()
