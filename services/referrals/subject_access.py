"""Tells everything that referrals knows about a person: what was told of them, and every move of their
referrals."""

from collections.abc import Sequence
from uuid import UUID

from services.referrals import queries
from services.referrals.schemas import ReferralOut
from services.referrals.store import persons
from shared.clock import date_in_wales
from shared.persistence.whole_rows import whole_rows
from shared.unit_of_work import UnitOfWork
from shared.web.subject_access import Known

_SEALED = ("person", "story", "decline", "questions")
_DIGEST = ("fingerprint",)


async def everything(work: UnitOfWork, participant: UUID, referrals: Sequence[UUID]) -> Known:
    """Tell what is known of the referrals that the caller may see. Moves made while another provider was
    asked are the person's too."""
    async with work.within_scope():
        found = await queries.referrals_by_id(work, referrals)
        told = await persons.read_many(work, found)
    async with work.with_system_role():
        connection = await work.connection()
        rows = await whole_rows(connection, "referral", "id", found, without=_SEALED)
        history = await whole_rows(connection, "referral_history", "referral_id", found)
        remembered = await whole_rows(connection, "recent_referral", "referral_id", found, without=_DIGEST)
        links = await whole_rows(connection, "referral_link", "referral_id", found, without=_DIGEST)
        told_by_webhook = await whole_rows(connection, "webhook_delivery", "about", found)
    async with work.within_scope():
        told_by_webhook += await whole_rows(connection, "webhook_delivery", "about", [participant])
    today = date_in_wales(work.now)
    shown = {str(id): ReferralOut.of(each, today).model_dump(mode="json") for id, each in found.items()}
    return {
        "referrals": [
            {
                **row,
                **{name: shown[row["id"]][name] for name in ("decline", "questions")},
                "person": told[UUID(row["id"])].details,
                "story": told[UUID(row["id"])].story,
                "history": [move for move in history if move["referral_id"] == row["id"]],
            }
            for row in rows
        ],
        "remembered": remembered,
        "links": links,
        "webhooks": told_by_webhook,
    }
