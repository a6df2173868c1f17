"""The route of subject access (UK GDPR, article 15): everything about one person out of every service, as
JSON or as a page in English or Welsh."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Request, Response

from services.participants import queries, subject_access
from services.participants.audit_api import OTHERS
from services.participants.clients.peers import ask_all
from services.participants.subject_access_page import page
from shared.contracts.reading import FieldClass
from shared.refusal import NotFound
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.web.content_negotiation import preferred_language
from shared.web.request_check import Negotiated
from shared.web.subject_access import ROUTE, MayAnswerSubjects, known

router = APIRouter(prefix="/v1", tags=["participants"])

HTML = "text/html"


@router.get(
    "/participants/{participant_id}/subject-access",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}, HTML: {}}}},
)
async def answer_subject(
    participant_id: UUID,
    request: Request,
    work: UnitOfWorkDep,
    context: ServiceContextDep,
    caller: MayAnswerSubjects,
    media_type: Negotiated,
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    """Everything that is kept about one person, and who read it, to be handed to them: JSON, or a page in the
    language asked for, that of the person where none is. That you read it is written down."""
    async with context.begin(caller) as looked_up:  # over before others are asked
        referrals = await queries.referrals_of(looked_up, participant_id)
    if referrals is None:  # nobody else is asked of somebody whom the caller does not see
        work.readings.note_missed([FieldClass.ENROLMENT], participants=[participant_id])
        raise NotFound
    parameters = {"participant": str(participant_id), "referral": [str(each) for each in referrals]}
    answers = await ask_all(context, request, ROUTE, parameters, services=OTHERS)
    own = await known(work, context.service, subject_access.everything, participant_id, referrals)
    parts = {context.service: own} | dict(zip(OTHERS, map(orjson.loads, answers), strict=True))
    told = subject_access.put_together(parts, at=work.now)
    language = preferred_language(
        accept_language or str(own["participant"]["person"].get("language") or "en")
    )
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": language}
    if media_type == HTML:
        return Response(page(told, language), media_type=HTML, headers=headers)
    return Response(orjson.dumps(told), media_type="application/json", headers=headers)
