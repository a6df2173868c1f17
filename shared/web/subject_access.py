"""Answers what one service knows about a person, for subject access (UK GDPR, article 15): the internal route
of every service, for whoever may answer subjects, whose own token it is asked with."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response

from shared.audit.listing import Wanted
from shared.auth import Caller, Permitted
from shared.contracts.role_policy import Permission, Purpose
from shared.messaging.facts_on_their_way import facts_on_their_way
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web import audit_listing

MayAnswerSubjects = Annotated[
    Caller, Permitted(Permission.ANSWER_SUBJECTS, purpose=Purpose.SUBJECT_ACCESS).depends
]
ROUTE: Final = "/internal/subject-access"

Known = dict[str, Any]
Question = Callable[[UnitOfWork, UUID, Sequence[UUID]], Awaitable[Known]]
"""Answers everything that a service knows of a participant, and of the referrals they came by."""

_ALL_READINGS: Final = 1_000_000


async def known(
    work: UnitOfWork, service: str, ask: Question, participant: UUID, referrals: Sequence[UUID]
) -> Known:
    """Answer everything that a service knows of a person, and who read it until now."""
    wanted = Wanted(participant, referrals)
    async with work.within_scope():
        read = await audit_listing.entries(work, service, wanted, after=None, limit=_ALL_READINGS)
    found = await ask(work, participant, referrals)
    on_their_way = await facts_on_their_way(await work.connection(), [participant, *referrals])
    return {
        **found,
        "on_their_way": on_their_way,
        "readings": [each.model_dump(mode="json") for each in read],
    }


def router(ask: Question) -> APIRouter:
    """Make the route of a service that answers by `ask`."""
    internal = APIRouter(include_in_schema=False)

    @internal.get(ROUTE)
    async def tell(
        work: UnitOfWorkDep,
        context: ServiceContextDep,
        caller: MayAnswerSubjects,
        participant: Annotated[UUID, Query()],
        referral: Annotated[list[UUID], Query()] = [],  # noqa: B006  (FastAPI copies it)
    ) -> Response:
        """Everything this service knows about one person."""
        found = await known(work, context.service, ask, participant, referral)
        return Response(orjson.dumps(found), media_type="application/json")

    return internal
