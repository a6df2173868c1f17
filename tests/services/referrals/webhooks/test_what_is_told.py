"""A message holds ids, states and days, and nothing of the person or of what was written about them; who was
erased is in no log."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.referrals.timers import erase_what_is_kept_no_longer, shorten_webhook_log
from shared.clock import now
from shared.contracts.participant import FollowUpDue, ParticipantErased
from shared.contracts.webhooks import FollowUpMessage
from tests.conftest import Running, Tokens
from tests.services.bus import Bus
from tests.services.referrals.conftest import Partners, Sent
from tests.services.referrals.facts import registered
from tests.services.referrals.webhooks.conftest import Logged, Subscribed, Worker, moved
from tests.webhook_receiver import Receiver

CANARY = "Canary"
PERSON: dict[str, Any] = {
    "given_name": CANARY, "family_name": f"{CANARY}son", "date_of_birth": "1987-06-05",
    "national_insurance_number": "QQ987654A", "address": [f"1 {CANARY} Street"], "postcode": "LL57 9ZZ",
    "phone": "01248 999888", "email": "canary@example.org",
}  # fmt: skip
FREE: dict[str, Any] = {
    "person": PERSON,
    "referred_by": f"{CANARY} worker",
    "reason": f"{CANARY} reason",
    "safeguarding": {"declaration": "details", "details": f"{CANARY} was hurt"},
    "conditions": ["mental_health", "substance_misuse"],
}
SECRETS = (CANARY, "QQ987654A", "LL57", "999888", "canary@", "1987-06-05", "mental", "substance", "safeguard")


def due(provider: UUID, participant: UUID) -> FollowUpDue:
    return FollowUpDue(
        happened_at=now(), enrolment_id=uuid4(), participant_id=participant, provider=provider,
        due_on=date(2019, 1, 15), opens_on=date(2018, 12, 18), closes_on=date(2019, 2, 12),
    )  # fmt: skip


async def test_nothing_that_was_written_about_the_person_is_in_a_message_or_in_the_log(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    lead, referrer = bearer("lead", partners.provider), bearer("referrer", partners.referrer)
    first, second, third = [
        await sent(**{**FREE, "person": {**PERSON, "given_name": f"{CANARY}{name}"}}) for name in "abc"
    ]
    await moved(referrals, lead, first, "return", questions=f"{CANARY} questions")
    await moved(referrals, referrer, first, "answer", answers=f"{CANARY} answers")
    said_no = {"by": "provider", "reason": "safeguarding", "offered_instead": f"{CANARY} offered"}
    await moved(referrals, lead, first, "decline", **said_no)
    await moved(referrals, referrer, second, "withdraw", reason=f"{CANARY} moved away")
    await moved(referrals, lead, third, "redirect", lot="Powys")
    await by_hand.step()
    assert {"referral.declined", "referral.withdrawn", "referral.redirected"} <= set(receiver.types)
    path = f"/v1/webhook-subscriptions/{subscription['id']}/deliveries"
    log = await referrals.client.get(path, headers=referrer)
    for text in [log.text, *(message.body.decode() + str(message.headers) for message in receiver.received)]:
        assert not [secret for secret in SECRETS if secret.lower() in text.lower()]
    assert first["id"] not in log.text, "the log names nobody either"


async def test_a_provider_is_told_what_falls_due_and_nobody_else_is(
    bus: Bus, partners: Partners, subscribed: Subscribed, receiver: Receiver, by_hand: Worker
) -> None:
    await subscribed()
    await subscribed("provider", partners.provider)
    await subscribed("lead", partners.neighbour)
    participant = uuid4()
    fact = due(partners.provider, participant)
    await bus.tell(fact)
    await by_hand.step()
    [message] = receiver.received
    assert message.said["type"] == "follow-up.due"
    FollowUpMessage.model_validate_json(message.body, extra="forbid")
    assert message.said["data"] == {
        "participant_id": str(participant), "enrolment_id": str(fact.enrolment_id),
        "due_on": "2019-01-15", "opens_on": "2018-12-18", "closes_on": "2019-02-12",
    }  # fmt: skip


async def test_who_was_erased_is_in_no_log_and_in_no_queue(
    referrals: Running, bus: Bus, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    await subscribed("provider", partners.provider)
    referral, enrolment = await sent(), uuid4()
    fact = registered(enrolment, referral_id=UUID(referral["id"]))
    await bus.tell(fact)
    await by_hand.step()
    assert len(await logged(subscription)) == 2
    await bus.tell(due(partners.provider, fact.participant_id))
    erased = ParticipantErased(
        happened_at=now(), enrolment_id=enrolment, participant_id=fact.participant_id,
        provider=partners.provider, referral_id=UUID(referral["id"]),
    )  # fmt: skip
    await bus.tell(erased)
    assert await logged(subscription) == []
    receiver.received.clear()
    await by_hand.step()
    assert receiver.received == []


async def test_of_whom_is_kept_no_longer_nothing_is_left_in_the_log(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent,
    subscribed: Subscribed, receiver: Receiver, logged: Logged, by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    said_no = {"by": "provider", "reason": "not_stable", "offered_instead": "A course"}
    await moved(referrals, bearer("lead", partners.provider), await sent(), "decline", **said_no)
    await by_hand.step()
    assert len(await logged(subscription)) == 2
    with by_hand.monkeypatch.context() as patch:
        later = now() + timedelta(days=2 * 365)
        patch.setattr("shared.service_context.now", lambda: later)
        await erase_what_is_kept_no_longer(referrals.app.state.context)
    assert await logged(subscription) == []


async def test_the_log_goes_back_as_far_as_it_is_kept_and_what_waits_stays(
    referrals: Running, sent: Sent, subscribed: Subscribed, receiver: Receiver, logged: Logged,
    by_hand: Worker,
) -> None:  # fmt: skip
    subscription = await subscribed()
    receiver.answers.append(204)
    await sent()
    await by_hand.step()
    receiver.answers.append(500)
    await sent()
    await by_hand.step()
    by_hand.at = now()
    with by_hand.monkeypatch.context() as patch:
        later = by_hand.at.replace(year=by_hand.at.year + 1)
        patch.setattr("shared.service_context.now", lambda: later)
        await shorten_webhook_log(referrals.app.state.context)
    assert [each["state"] for each in await logged(subscription)] == ["waiting"]


async def test_the_person_is_told_what_was_told_about_them(
    referrals: Running, bus: Bus, bearer: Tokens, partners: Partners, sent: Sent, subscribed: Subscribed
) -> None:
    await subscribed()
    await subscribed("provider", partners.provider)
    await subscribed("provider", partners.neighbour)
    referral, participant = await sent(), uuid4()
    await bus.tell(due(partners.provider, participant), due(partners.neighbour, participant))
    answer = await referrals.client.get(
        "/internal/subject-access",
        params={"participant": str(participant), "referral": referral["id"]},
        headers=bearer("lead", partners.provider, purposes=["subject-access"], person="p-1"),
    )
    told = answer.json()["webhooks"]
    assert [(each["type"], each["organisation"]) for each in told] == [
        ("referral.received", str(partners.referrer)),
        ("follow-up.due", str(partners.provider)),
    ]
