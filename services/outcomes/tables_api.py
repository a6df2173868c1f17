"""Routes of the published tables: each table has an address for every media type."""

import asyncio
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.outcomes import table_files
from services.outcomes.catalogue_schemas import CatalogueOut
from services.outcomes.permissions import MayReadFigures
from services.outcomes.queries import published_tables
from services.outcomes.queries.published_tables import Figures
from services.outcomes.query_values import AsOf, ProgrammeCode
from services.outcomes.schemas import FiguresOut
from shared.service_context import UnitOfWorkDep
from shared.web.field_types import Reference, Timestamp
from shared.web.idempotency import json_response
from shared.web.problems import language_of
from shared.web.request_check import Negotiated
from shared.web.tabular_files import CSV, CSV_METADATA, XLSX

router = APIRouter(prefix="/v1/aggregates", tags=["figures"])

KnownAt = Annotated[
    Timestamp | None,
    Query(alias="known-at", description="What had been told by then; all of it when left out."),
]
OfProgramme = Annotated[ProgrammeCode | None, Query(description="The programme that is asked about.")]
Programme = Annotated[Reference, Query(description="The code of the programme, such as `oows`.")]


async def figures_asked(
    table: Annotated[str, Path(description="The name of the table.")],
    work: UnitOfWorkDep,
    caller: MayReadFigures,
    programme: Programme,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Figures:
    """Work out the table that a request asks for. Raises what published_tables.table raises."""
    return await published_tables.table(work, table, programme=programme, as_of=as_of, known_at=known_at)


FiguresAsked = Annotated[Figures, Depends(figures_asked, scope="function")]


def _content(media_type: str, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": schema}}}}


_TEXT: Final = {"type": "string"}
_BINARY: Final = {"type": "string", "format": "binary"}


@router.get("")
async def list_tables(caller: MayReadFigures, programme: OfProgramme = None) -> CatalogueOut:
    """The tables there are, of a programme where one is named: what each tells, by what it is split, in which
    unit and from which source, in both languages."""
    return CatalogueOut.of(programme)


@router.get(
    "/{table}.csv-metadata.json",
    response_class=Response,
    responses=_content(CSV_METADATA, {"type": "object"}),
)
async def describe_table(request: Request, found: FiguresAsked) -> Response:
    """What the columns of the table's two CSV files mean, in the language of Accept-Language (CSVW)."""
    body = orjson.dumps(table_files.metadata(found, language_of(request)))
    return _file(found, body, CSV_METADATA, language_of(request))


@router.get("/{table}.tidy.csv", response_class=Response, responses=_content(CSV, _TEXT))
async def show_tidy_table(request: Request, found: FiguresAsked) -> Response:
    """The table with one observation a row: codes, labels in the language of Accept-Language, unit, value,
    why there is none, and of a share its numerator and denominator."""
    body = table_files.tidy_csv(found, language_of(request))
    return _file(found, body.encode(), CSV, language_of(request))


@router.get("/{table}.xlsx", response_class=Response, responses=_content(XLSX, _BINARY))
async def show_table_as_workbook(request: Request, found: FiguresAsked) -> Response:
    """The table as a workbook: as printed, tidy, and what it leaves out. No cell is a formula."""
    body = await asyncio.to_thread(table_files.workbook, found, language_of(request))
    answer = _file(found, body, XLSX, language_of(request))
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.table}.xlsx"'
    return answer


@router.get("/{table}.csv", response_class=Response, responses=_content(CSV, _TEXT))
async def show_table_as_csv(found: FiguresAsked) -> Response:
    """The same table as CSV, with the instant in the header `Dolen-Known-At` and what was left out in
    `Dolen-Left-Out`."""
    return _printed(found)


@router.get("/{table}", response_model=FiguresOut, responses=_content(CSV, _TEXT))
async def show_table(found: FiguresAsked, media_type: Negotiated) -> Response:
    """One table as of a date, as it was known at an instant: exact figures, a provider's of its own people.
    Asked again with the same two, it is the same for ever. JSON, or CSV as under its own address."""
    answer = _printed(found) if media_type == CSV else json_response(FiguresOut.of(found))
    answer.headers["Vary"] = "Accept"
    return answer


def _printed(found: Figures) -> Response:
    return _file(found, table_files.printed_csv(found).encode(), CSV)


def _file(found: Figures, body: bytes, media_type: str, language: str | None = None) -> Response:
    """Answer a file of a table, with where it is described, and in which language its labels are."""
    asked = urlencode({"programme": found.programme, "as-of": found.as_of.isoformat()})
    described = f"/v1/aggregates/{found.table}.csv-metadata.json?{asked}"
    headers = {
        "Dolen-Known-At": found.known_at.isoformat(),
        "Dolen-Left-Out": FiguresOut.of(found).left_out_header(),
        "Link": f'<{described}>; rel="describedby"; type="{CSV_METADATA}"',
    }
    if language is not None:
        headers |= {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(body, media_type=media_type, headers=headers)
