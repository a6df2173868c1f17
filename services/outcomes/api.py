"""Routes of outcomes: each is one query, whose answer is put into its schema."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.outcomes.domain.quality.record_to_mend import FindingFilter
from services.outcomes.domain.recorded_claim import ClaimFilter
from services.outcomes.permissions import MayReadClaims, MayReadFindings
from services.outcomes.queries import claims, findings
from services.outcomes.query_values import AsOf, CategoryCode, ProgrammeCode, RuleCode
from services.outcomes.schemas import ClaimOut, SummaryOut, ToMendOut
from shared.service_context import UnitOfWorkDep
from shared.web.csv_pages import CSV_CONTENT, csv_page, csv_page_of_parts
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate
from shared.web.programme_codes import LotCode

router = APIRouter(prefix="/v1")

Rule = Annotated[RuleCode | None, Query(description="Only findings by this rule.")]
Category = Annotated[CategoryCode | None, Query(description="Only claims of this category of outcomes.")]
OfProgramme = Annotated[ProgrammeCode | None, Query(description="Only claims of this programme.")]


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


@router.get("/claims.csv", tags=["claims"], response_class=Response, responses=CSV_CONTENT)
async def list_claims_as_csv(
    request: Request, page: Annotated[Page[ClaimOut], Depends(list_claims, scope="function")]
) -> Response:
    """The same list as CSV, a claim a row; the header `Link` has the address of the next page."""
    return csv_page(request, page, ClaimOut)


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


@router.get("/data-quality.csv", tags=["data quality"], response_class=Response, responses=CSV_CONTENT)
async def list_findings_as_csv(
    request: Request, page: Annotated[Page[ToMendOut], Depends(list_findings, scope="function")]
) -> Response:
    """The same list as CSV, a finding a row; the header `Link` has the address of the next page."""
    return csv_page_of_parts(request, page, ToMendOut, "findings")


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
