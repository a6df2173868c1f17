"""Routes of outcomes: each is one query, whose answer is put into its schema."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from services.outcomes.domain.quality.record_to_mend import FindingFilter
from services.outcomes.domain.recorded_claim import ClaimFilter
from services.outcomes.permissions import MayReadClaims, MayReadFigures, MayReadFindings
from services.outcomes.queries import claims, findings, published_tables
from services.outcomes.query_values import CategoryCode, ProgrammeCode, RuleCode
from services.outcomes.schemas import CatalogueOut, ClaimOut, FiguresOut, SummaryOut, ToMendOut
from shared.service_context import UnitOfWorkDep
from shared.web.field_types import CalendarDate, Reference, Timestamp
from shared.web.idempotency import json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate
from shared.web.programme_codes import LotCode
from shared.web.request_check import Negotiated

router = APIRouter(prefix="/v1")

AsOf = Annotated[CalendarDate | None, Query(alias="as-of", description="Today in Wales when left out.")]
KnownAt = Annotated[
    Timestamp | None,
    Query(alias="known-at", description="What had been told by then; all of it when left out."),
]
Rule = Annotated[RuleCode | None, Query(description="Only findings by this rule.")]
Category = Annotated[CategoryCode | None, Query(description="Only claims of this category of outcomes.")]
OfProgramme = Annotated[ProgrammeCode | None, Query(description="Only claims of this programme.")]
Programme = Annotated[Reference, Query(description="The code of the programme, such as `oows`.")]

CSV = "text/csv"


@router.get("/aggregates", tags=["figures"])
async def list_tables(caller: MayReadFigures) -> CatalogueOut:
    """The tables there are."""
    return CatalogueOut.of_all()


@router.get(
    "/aggregates/{table}.csv",
    tags=["figures"],
    response_class=Response,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def show_table_as_csv(
    table: Annotated[str, Path(description="The name of the table.")],
    work: UnitOfWorkDep,
    caller: MayReadFigures,
    programme: Programme,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Response:
    """The same table as CSV, with the instant in the header `Dolen-Known-At` and what was left out in
    `Dolen-Left-Out`."""
    figures = await published_tables.table(work, table, programme=programme, as_of=as_of, known_at=known_at)
    return _csv(FiguresOut.of(figures))


@router.get(
    "/aggregates/{table}",
    tags=["figures"],
    response_model=FiguresOut,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def show_table(
    table: Annotated[str, Path(description="The name of the table.")],
    work: UnitOfWorkDep,
    caller: MayReadFigures,
    media_type: Negotiated,
    programme: Programme,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Response:
    """One table as of a date, as it was known at an instant: exact figures, a provider's of its own people.
    Asked again with the same two, it is the same for ever. JSON, or CSV as under its own address."""
    figures = await published_tables.table(work, table, programme=programme, as_of=as_of, known_at=known_at)
    found = FiguresOut.of(figures)
    answer = _csv(found) if media_type == CSV else json_response(found)
    answer.headers["Vary"] = "Accept"
    return answer


def _csv(found: FiguresOut) -> Response:
    headers = {"Dolen-Known-At": found.known_at.isoformat(), "Dolen-Left-Out": found.left_out_header()}
    return Response(found.csv(), media_type=CSV, headers=headers)


@router.get("/claims", tags=["claims"])
async def list_claims(
    work: UnitOfWorkDep,
    caller: MayReadClaims,
    programme: OfProgramme = None,
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
    lot: Annotated[LotCode | None, Query()] = None,
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
    lot: Annotated[LotCode | None, Query()] = None,
    provider: Annotated[UUID | None, Query()] = None,
    as_of: AsOf = None,
) -> SummaryOut:
    """How many records break each rule, altogether and of each provider in each lot."""
    return SummaryOut.of(await findings.summary(work, FindingFilter(rule, lot, provider), as_of=as_of))
