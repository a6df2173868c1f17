"""Routes of outcomes: each is one query, whose answer is put into its schema."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from services.outcomes.domain.quality.record_to_mend import FindingFilter
from services.outcomes.domain.recorded_claim import ClaimFilter
from services.outcomes.permissions import MayReadClaims, MayReadFigures, MayReadFindings
from services.outcomes.queries import claims, findings, published_tables
from services.outcomes.schemas import CatalogueOut, ClaimOut, FiguresOut, SummaryOut, ToMendOut
from shared.contracts.vocabulary import Lot
from shared.service_context import UnitOfWorkDep
from shared.web.content_negotiation import prefers
from shared.web.field_types import CalendarDate, Reference, Timestamp
from shared.web.idempotency import json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate

router = APIRouter(prefix="/v1")

AsOf = Annotated[CalendarDate | None, Query(alias="as-of", description="Today in Wales when left out.")]
KnownAt = Annotated[
    Timestamp | None,
    Query(alias="known-at", description="What had been told by then; all of it when left out."),
]
Rule = Annotated[str | None, Query(pattern=r"^[a-z0-9-]{1,60}$")]
Category = Annotated[str | None, Query(pattern=r"^[a-z0-9-]{1,60}$")]

CSV = "text/csv"


@router.get("/aggregates", tags=["figures"])
async def list_tables(caller: MayReadFigures) -> CatalogueOut:
    """The tables there are."""
    return CatalogueOut.of_all()


@router.get(
    "/aggregates/{table}",
    tags=["figures"],
    response_model=FiguresOut,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def show_table(
    table: str,
    work: UnitOfWorkDep,
    caller: MayReadFigures,
    programme: Annotated[Reference, Query()],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    accept: Annotated[str, Header()] = "",
) -> Response:
    """One table as of a date, as it was known at an instant: exact figures, a provider's of its own people.
    Asked again with the same two, it is the same for ever. JSON, or CSV with the instant in the header
    `Dolen-Known-At` and what was left out in `Dolen-Left-Out`."""
    figures = await published_tables.table(work, table, programme=programme, as_of=as_of, known_at=known_at)
    found = FiguresOut.of(figures)
    answer = json_response(found)
    if prefers(accept, CSV, over="application/json"):
        answer = Response(found.csv(), media_type=CSV)
        answer.headers["Dolen-Known-At"] = found.known_at.isoformat()
        answer.headers["Dolen-Left-Out"] = found.left_out_header()
    answer.headers["Vary"] = "Accept"
    return answer


@router.get("/claims", tags=["claims"])
async def list_claims(
    work: UnitOfWorkDep,
    caller: MayReadClaims,
    programme: Annotated[Reference | None, Query()] = None,
    category: Category = None,
    decision: Annotated[Literal["claimed", "refused"] | None, Query()] = None,
    enrolment: Annotated[UUID | None, Query()] = None,
    participant: Annotated[UUID | None, Query()] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[ClaimOut]:
    """Every claim and every refusal to claim, withdrawn ones too, each with its rule, dates and evidence."""
    wanted = ClaimFilter(programme, category, decision, enrolment, participant)
    found = await claims.claims(work, wanted, after=decode_cursor(after), limit=limit + 1)
    return paginate(found, limit, item=ClaimOut.of, key=lambda each: each.id)


@router.get("/claims/{claim_id}", tags=["claims"])
async def show_claim(claim_id: UUID, work: UnitOfWorkDep, caller: MayReadClaims) -> ClaimOut:
    """One claim or refusal."""
    return ClaimOut.of(await claims.claim(work, claim_id))


@router.get("/data-quality", tags=["data quality"])
async def list_findings(
    work: UnitOfWorkDep,
    caller: MayReadFindings,
    rule: Rule = None,
    lot: Annotated[Lot | None, Query()] = None,
    provider: Annotated[UUID | None, Query()] = None,
    as_of: AsOf = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[ToMendOut]:
    """Records with something to mend, by rule code, each finding with what mends it and who can."""
    which = FindingFilter(rule, lot, provider)
    found = await findings.to_mend(work, which, as_of=as_of, after=decode_cursor(after), limit=limit + 1)
    return paginate(found, limit, item=ToMendOut.of, key=lambda each: each.enrolment_id)


@router.get("/data-quality/summary", tags=["data quality"])
async def count_findings(
    work: UnitOfWorkDep,
    caller: MayReadFindings,
    rule: Rule = None,
    lot: Annotated[Lot | None, Query()] = None,
    provider: Annotated[UUID | None, Query()] = None,
    as_of: AsOf = None,
) -> SummaryOut:
    """How many records break each rule, altogether and of each provider in each lot."""
    return SummaryOut.of(await findings.summary(work, FindingFilter(rule, lot, provider), as_of=as_of))
