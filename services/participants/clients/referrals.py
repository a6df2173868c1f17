"""Asking the owner of referrals who somebody is: the story is told once, over the private network, for one
purpose, and the owner writes down that it was asked."""

from collections.abc import Collection
from uuid import UUID

import httpx

from services.participants.commands.accept_batch import ReferredPerson
from services.participants.forms import Consent
from shared.refusal import Refusal, Unavailable
from shared.service_context import ServiceContext

PURPOSE = "registration"


async def fetch(
    context: ServiceContext, referral_ids: Collection[UUID]
) -> dict[UUID, ReferredPerson | Refusal]:
    """Who the accepted ones of these referrals are about. When referrals cannot be asked, each of them is
    Unavailable: those events can be posted again, and their neighbours are not held up."""
    if not referral_ids:
        return {}
    if context.tokens is None:
        return dict.fromkeys(referral_ids, Unavailable())
    try:
        answer = await context.http.post(
            f"{context.settings.peers['referrals']}/internal/referred-persons",
            json={"referral_ids": [str(each) for each in referral_ids]},
            headers={"Authorization": f"Bearer {context.tokens.mint(PURPOSE)}"},
        )
        answer.raise_for_status()
    except httpx.HTTPError:
        return dict.fromkeys(referral_ids, Unavailable())
    return {UUID(key): _person(told) for key, told in answer.json()["persons"].items()}


def _person(told: dict[str, object]) -> ReferredPerson:
    agreed = told["consent"]
    assert isinstance(agreed, dict)  # noqa: S101  (our own contract)
    identity = told["person"]
    assert isinstance(identity, dict)  # noqa: S101
    return ReferredPerson(
        provider=UUID(str(told["provider"])),
        identity={name: value for name, value in identity.items() if value not in (None, [])},
        consent=Consent(
            to_take_part=agreed["to_share"],
            given_on=agreed["given_on"],
            share_work_outcome_with_referrer=agreed["share_work_outcome"],
        ),
    )
