"""Tells providers by webhook what falls due: the status of somebody who left, six months after."""

from collections.abc import Sequence

from services.referrals.domain.webhook import News
from services.referrals.store import webhook_deliveries
from shared.contracts.participant import FollowUpDue
from shared.contracts.vocabulary import WebhookType
from shared.unit_of_work import UnitOfWork


async def tell_what_falls_due(work: UnitOfWork, facts: Sequence[FollowUpDue]) -> None:
    """Queue a message for each, of ids and days: who it is about is read by the provider's own token."""
    await webhook_deliveries.queue(
        work,
        [
            News(
                organisation=fact.provider,
                about=fact.participant_id,
                type=WebhookType.FOLLOW_UP_DUE,
                data={
                    "participant_id": str(fact.participant_id),
                    "enrolment_id": str(fact.enrolment_id),
                    "due_on": fact.due_on,
                    "opens_on": fact.opens_on,
                    "closes_on": fact.closes_on,
                },
            )
            for fact in facts
        ],
    )
