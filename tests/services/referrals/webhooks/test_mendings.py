"""A mending is told once, by how things stand after it, and not at all where the referrer sees nothing
new."""

from tests.services.bus import Bus
from tests.services.participants.mending import a_change, an_amendment
from tests.services.referrals.conftest import Sent
from tests.services.referrals.test_restatements import EXIT, Told, a_life
from tests.services.referrals.webhooks.conftest import Subscribed, Worker
from tests.webhook_receiver import Receiver


async def test_a_mended_record_is_told_by_what_the_referrer_sees_after_it(
    sent: Sent, bus: Bus, subscribed: Subscribed, receiver: Receiver, by_hand: Worker
) -> None:
    await subscribed()
    told = Told(bus, await sent(made_on="2018-03-01"))
    life = a_life("R1", told.id)
    await told.post(*life)
    await by_hand.step()
    assert receiver.types == [
        "referral.received", "referral.registered", "referral.progressed", "referral.progressed",
    ]  # fmt: skip
    receiver.received.clear()

    later = {**EXIT, "left_on": "2018-07-01"}
    await told.post(an_amendment("R1", a_change(life[2], data=later)))
    await by_hand.step()
    [mended] = receiver.received
    assert (mended.said["type"], mended.said["data"]["left_on"]) == ("referral.progressed", "2018-07-01")

    await told.post(an_amendment("R1", a_change(life[2], data={**later, "reason": "withdrew"})))
    await by_hand.step()
    assert len(receiver.received) == 1, "why somebody left is not the referrer's to know"

    await told.post(an_amendment("R1", *(a_change(each, withdrawn=True) for each in life)))
    await by_hand.step()
    assert receiver.received[1].said["type"] == "referral.received"
    assert receiver.received[1].said["data"]["registered_on"] is None
