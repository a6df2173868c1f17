"""The routes by which a provider's lead limits the processing of a person, and lifts a limit."""

from uuid import UUID

from fastapi import APIRouter

from services.participants.commands.limit_processing import lift_limit, place_limit
from services.participants.domain.limits import LimitKind
from services.participants.permissions import MayLimitProcessing
from services.participants.schemas.limits import LegalHoldIn, LimitOut, RestrictionIn
from shared.service_context import UnitOfWorkDep

router = APIRouter(prefix="/v1/participants/{participant_id}", tags=["participants"])


@router.put("/restriction")
async def restrict(
    participant_id: UUID, body: RestrictionIn, work: UnitOfWorkDep, caller: MayLimitProcessing
) -> LimitOut:
    """Restrict the processing of one of your people (UK GDPR, article 18): nothing is recorded about them,
    and they are read for subject access and behind broken glass only."""
    return LimitOut.of(
        await place_limit(work, participant_id, LimitKind.RESTRICTION, reason=body.reason, until=body.until)
    )


@router.delete("/restriction", status_code=204)
async def lift_restriction(participant_id: UUID, work: UnitOfWorkDep, caller: MayLimitProcessing) -> None:
    """Lift the restriction. The person is told before (article 18(3))."""
    await lift_limit(work, participant_id, LimitKind.RESTRICTION)


@router.put("/legal-hold")
async def hold(
    participant_id: UUID, body: LegalHoldIn, work: UnitOfWorkDep, caller: MayLimitProcessing
) -> LimitOut:
    """Keep one of your people from being erased, by anybody or by retention."""
    return LimitOut.of(
        await place_limit(work, participant_id, LimitKind.LEGAL_HOLD, reason=body.reason, until=body.until)
    )


@router.delete("/legal-hold", status_code=204)
async def release(participant_id: UUID, work: UnitOfWorkDep, caller: MayLimitProcessing) -> None:
    """Lift the legal hold."""
    await lift_limit(work, participant_id, LimitKind.LEGAL_HOLD)
