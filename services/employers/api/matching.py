"""The REST routes of ready people, of matches both ways, and of offers in one step."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Response

from services.employers import queries
from services.employers.api.opportunities import OF_EMPLOYER
from services.employers.commands.offer_places import Offers, offer
from services.employers.permissions import MayPlace, MayReadReady
from services.employers.schemas.matching import (
    MatchesOut,
    OfferIn,
    OffersOut,
    OpeningOut,
    OpeningsOut,
    ReadyPersonOut,
)
from shared.clock import date_in_wales
from shared.service_context import UnitOfWorkDep
from shared.web.content_negotiation import preferred_language
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate

AcceptLanguage = Annotated[str, Header()]

router = APIRouter(prefix="/v1", tags=["employers"])


@router.get("/ready", response_model=Page[ReadyPersonOut])
async def list_ready_people(
    work: UnitOfWorkDep, caller: MayReadReady, after: After = None, limit: PageSize = PAGE_SIZE
) -> Page[ReadyPersonOut]:
    """Who of your own people is ready for placement, and for what."""
    today = date_in_wales(work.now)
    found = await queries.ready_people(work, after=decode_cursor(after), limit=limit + 1)
    return paginate(
        found,
        limit,
        item=lambda each: ReadyPersonOut.of(each, today),
        key=lambda each: each.readiness.enrolment_id,
    )


@router.get("/ready/{enrolment_id}/matches", response_model=OpeningsOut)
async def list_openings(
    enrolment_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadReady,
    limit: PageSize = PAGE_SIZE,
    accept_language: AcceptLanguage = "",
) -> Response:
    """The open opportunities that one of your own ready people matches, the best first, each with its
    reasons."""
    language = preferred_language(accept_language)
    found = await queries.openings(work, enrolment_id, limit=limit)
    return json_response(OpeningsOut(items=tuple(OpeningOut.of(each, language) for each in found)))


@router.get("/opportunities/{opportunity_id}/matches", response_model=MatchesOut)
async def list_matches(
    opportunity_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadReady,
    limit: PageSize = PAGE_SIZE,
    accept_language: AcceptLanguage = "",
) -> Response:
    """Who of your own ready people meets every hard requirement of an opportunity, the best match first, each
    with its reasons; and why others do not, counted."""
    language = preferred_language(accept_language)
    return json_response(MatchesOut.of(await queries.matches(work, opportunity_id, limit=limit), language))


@router.post("/opportunities/{opportunity_id}/offers", response_model=OffersOut)
async def offer_places(
    opportunity_id: UUID,
    body: Annotated[OfferIn, Body(default_factory=OfferIn)],
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
    is_dry_run: Annotated[
        bool, Query(alias="dry-run", description="Answer as it would be, and offer nothing.")
    ] = False,
    accept_language: AcceptLanguage = "",
) -> Response:
    """Offer the places that are left to your own ready people in one step: the best matches, nobody twice, as
    many as there are places."""
    command = offer(work, opportunity_id, at_most=body.at_most, is_dry_run=is_dry_run)
    today, language = date_in_wales(work.now), preferred_language(accept_language)

    def told(made: Offers) -> OffersOut:
        return OffersOut.of(made, today, language, is_dry_run=is_dry_run)

    if is_dry_run:
        tried = await command
        queries.note_matched(work, [match for _, match in tried.offered])
        return json_response(told(tried))
    return await once(
        command, told, person=lambda made: OF_EMPLOYER(made.opportunity), reading=queries.note_offered
    )
