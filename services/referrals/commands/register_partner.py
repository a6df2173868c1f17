"""Puts a partner on the register, or brings its entry up to date; where a provider delivers is confirmed by a
second person, unless the programme names it there."""

from uuid import UUID

from services.referrals.domain.partner import Entry, Move, Partner
from services.referrals.programmes import lots_named_for
from services.referrals.store import partners
from shared.persistence.single_row import one
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import PreconditionFailed, PreconditionRequired, require_version


async def register_partner(
    work: UnitOfWork, partner_id: UUID, told: Entry, *, expected_version: int | None
) -> Partner:
    """Store a partner's entry. What says nothing new changes nothing, and needs no version.

    Raises PreconditionRequired, PreconditionFailed, KindStands, SecondPersonNeeded, ChangedMeanwhile."""
    by, named = work.caller.person, lots_named_for(partner_id)
    known = (await partners.get_many(work, [partner_id])).get(partner_id)
    if known is None:
        if expected_version is not None:
            raise PreconditionFailed(state="not-found")
        registered = Partner.register(partner_id, told, by=by, named=named)
        await partners.add(work, registered)
        return registered
    if expected_version is not None:
        require_version(expected_version, known.version, state=known.state)
    if known.says(told):
        return known
    if expected_version is None:
        raise PreconditionRequired
    changed = known.change(told, by=by, named=named)
    await partners.save(work, changed, Move.CHANGED if changed.proposal is None else Move.PROPOSED)
    return changed


async def confirm_partner(work: UnitOfWork, partner_id: UUID, *, expected_version: int) -> Partner:
    """Let a provider deliver where somebody else proposed.

    Raises NotFound, PreconditionFailed, NothingProposed, SecondPersonNeeded, ChangedMeanwhile."""
    known = one(await partners.get_many(work, [partner_id]))
    require_version(expected_version, known.version, state=known.state)
    confirmed = known.confirm(by=work.caller.person)
    await partners.save(work, confirmed, Move.CONFIRMED)
    return confirmed
