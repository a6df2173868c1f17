"""The REST routes of links: somebody who refers now and then, and has no system, follows one referral."""

from datetime import date, datetime
from operator import attrgetter
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel

from services.referrals import queries
from services.referrals.commands.make_link import NewLink, make_link, revoke_links
from services.referrals.domain.link import Link
from services.referrals.domain.referral import Referral, Status
from services.referrals.permissions import FOLLOW_LINK, MaySendReferrals
from shared.audit.readings import AccessPoint
from shared.auth import Caller
from shared.contracts.role_policy import ROLES, Purpose
from shared.contracts.vocabulary import Role
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.web.field_types import SingleLine, StrictModel
from shared.web.idempotency import IdempotencyDep

ADDRESS: Final = "/referral-links/"
"""Where the gateway shows what a link leads to."""

router: Final = APIRouter(prefix="/v1", tags=["referrals"])
internal: Final = APIRouter(prefix="/internal", include_in_schema=False)


class LinkIn(StrictModel):
    """Nothing has to be said of a link."""


class LinkOut(BaseModel):
    """A link to a page with the stage and the dates of one referral, for whoever has its address."""

    id: UUID
    url: str
    """The address of the page, from that of the gateway on. It is told once."""
    expires_at: datetime

    @classmethod
    def of(cls, made: NewLink) -> Self:
        return cls(id=made.link.id, url=ADDRESS + made.secret, expires_at=made.link.expires_at)


class FollowIn(StrictModel):
    """The end of a link's address."""

    secret: SingleLine


class FollowedOut(BaseModel):
    """What a link tells: how far the referral is, and since when. Nothing of who it is about, nor why."""

    reference: str
    status: Status
    made_on: date
    decision_due_on: date | None
    decided_on: date | None
    registered_on: date | None
    left_on: date | None

    @classmethod
    def of(cls, referral: Referral) -> Self:
        decision = referral.clocks[0]
        is_waiting = decision.stopped_on is None and not decision.is_paused
        return cls(
            reference=referral.reference,
            status=referral.status,
            made_on=referral.made_on,
            decision_due_on=decision.due.on if is_waiting else None,
            decided_on=referral.decided_on,
            registered_on=referral.progress.registered_on,
            left_on=referral.progress.left_on,
        )


@router.post("/referrals/{referral_id}/link", status_code=201, response_model=LinkOut)
async def link_referral(
    referral_id: UUID,
    body: Annotated[LinkIn, Body(default_factory=LinkIn)],
    work: UnitOfWorkDep,
    caller: MaySendReferrals,
    once: IdempotencyDep,
) -> Response:
    """Make a link to a referral that you sent or wrote down: whoever has its address sees the stage and the
    dates, until it expires or you revoke it."""
    return await once(make_link(work, referral_id), LinkOut.of, person=attrgetter("referral_id"), status=201)


@router.delete("/referrals/{referral_id}/link", status_code=204)
async def revoke_referral_links(referral_id: UUID, work: UnitOfWorkDep, caller: MaySendReferrals) -> None:
    """Revoke all links to a referral that you made."""
    await revoke_links(work, referral_id)


@internal.post("/followed-referral")
async def follow_link(body: FollowIn, context: ServiceContextDep) -> FollowedOut:
    """What a link leads to. Its secret is all that is asked for; the reading is written down as one of the
    partner whose referral it is, by the link."""
    async with context.begin_as_worker() as work:
        link = await queries.link_by_secret(work, body.secret)
    async with context.begin(_follower(link)) as work:
        work.readings.point = AccessPoint("GET /referral-links", FOLLOW_LINK)
        return FollowedOut.of(await queries.referral(work, link.referral_id))


def _follower(link: Link) -> Caller:
    return Caller(
        role=Role.REFERRER,
        organisation=link.referrer,
        lots=frozenset(),
        purposes=frozenset({Purpose.REFERRAL}),
        subject=f"link:{link.id}",
        policy=ROLES[Role.REFERRER],
        client=f"link:{link.id}",
    )
