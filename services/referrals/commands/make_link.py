"""Makes links by which somebody without a system follows a referral, and revokes them."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.referrals.domain.link import Link
from services.referrals.domain.referral import Referral
from services.referrals.programmes import link_days
from services.referrals.store import links, referrals
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork

_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link with its secret, which is told once."""

    link: Link
    secret: str

    @property
    def referral_id(self) -> UUID:
        return self.link.referral_id


async def make_link(work: UnitOfWork, referral_id: UUID) -> NewLink:
    """Make a link to a referral that the caller sent, or wrote down. Raises NotFound."""
    referral = await _own(work, referral_id)
    link = Link(
        id=work.new_id(),
        referral_id=referral.id,
        referrer=referral.referrer,
        made_by=work.caller.organisation,
        expires_at=work.now + timedelta(days=link_days(referral.programme)),
    )
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    await links.add(work, link, secret)
    return NewLink(link, secret)


async def revoke_links(work: UnitOfWork, referral_id: UUID) -> None:
    """Revoke all links to a referral that the caller made. Raises NotFound."""
    await links.revoke(work, (await _own(work, referral_id)).id)


async def _own(work: UnitOfWork, referral_id: UUID) -> Referral:
    """Raises NotFound: the provider that is asked reads the referral, and gives nobody a link to it."""
    referral = await referrals.get(work, referral_id)
    if work.caller.organisation not in (referral.referrer, referral.written_by):
        raise NotFound
    return referral
