"""Fetches who accepted referrals are about from referrals' internal API, once a batch, over the private
network, for the purpose of registration; the owner writes down that it was asked."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import httpx
from pydantic import BaseModel

from services.participants.commands.referred_person import ReferredPerson, ReferredPersons
from shared.refusal import Unavailable
from shared.service_context import ServiceContext

OWNER = "referrals"
PURPOSE = "registration"


class _ConsentAnswer(BaseModel):
    share_work_outcome: bool


class _PersonAnswer(BaseModel):
    provider: UUID
    person: dict[str, Any]
    consent: _ConsentAnswer


class _Answer(BaseModel):
    persons: dict[UUID, _PersonAnswer]


async def fetch_referred(
    context: ServiceContext, referral_ids: Collection[UUID], *, provider: UUID
) -> ReferredPersons:
    """Fetch who the accepted ones of a provider's referrals are about. When referrals cannot be asked, each
    of them is Unavailable: those events can be posted again, and their neighbours are not held up."""
    if not referral_ids:
        return {}
    if context.tokens is None:
        return dict.fromkeys(referral_ids, Unavailable())
    try:
        answer = await context.http.post(
            f"{context.settings.peers[OWNER]}/internal/referred-persons",
            json={"referral_ids": [str(each) for each in referral_ids]},
            headers={"Authorization": f"Bearer {context.tokens.mint(OWNER, PURPOSE, provider)}"},
        )
        answer.raise_for_status()
    except httpx.HTTPError:
        return dict.fromkeys(referral_ids, Unavailable())
    persons = _Answer.model_validate_json(answer.content).persons
    return {referral_id: _referred_person(each) for referral_id, each in persons.items()}


def _referred_person(answer: _PersonAnswer) -> ReferredPerson:
    return ReferredPerson(
        provider=answer.provider,
        identity={name: value for name, value in answer.person.items() if value not in (None, [])},
        shares_work_outcome=answer.consent.share_work_outcome,
    )
