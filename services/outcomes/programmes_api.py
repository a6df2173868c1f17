"""Routes of the programmes: what each is, for whoever has a token."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.outcomes.permissions import MayReadProgrammes
from services.outcomes.programme_schemas import ProgrammeOut, ProgrammesOut
from shared.programmes import load_all
from shared.refusal import NotFound
from shared.web.field_types import Reference

router = APIRouter(prefix="/v1", tags=["programmes"])


@router.get("/programmes")
async def list_programmes(caller: MayReadProgrammes) -> ProgrammesOut:
    """The programmes there are, each with its lots, categories, targets and who delivers where."""
    return ProgrammesOut(items=[ProgrammeOut.of_programme(each) for each in load_all().values()])


@router.get("/programmes/{code}")
async def show_programme(
    code: Annotated[Reference, Path(description="The code of the programme, such as `oows`.")],
    caller: MayReadProgrammes,
) -> ProgrammeOut:
    """One programme."""
    known = load_all().get(code)
    if known is None:
        raise NotFound
    return ProgrammeOut.of_programme(known)
