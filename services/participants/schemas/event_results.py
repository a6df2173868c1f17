"""Answers for posted events: what became of each."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.participants.commands.batch import Outcome
from services.participants.schemas.event_limits import MOST_ERRORS
from services.participants.schemas.intake import Misshapen
from shared.refusal import Refusal
from shared.web import problems


def result(event_id: str | None, outcome: Outcome, language: str) -> dict[str, Any]:
    """Answer for one event: accepted, duplicate, or rejected with a problem. Of what was only tried, the ids
    that it would have got are not told: they lead nowhere."""
    if isinstance(outcome, Refusal):
        return {"id": event_id, "status": "rejected", "problem": problem_of(outcome, language)}
    answer: dict[str, Any] = {"id": event_id, "status": "duplicate" if outcome.duplicate else "accepted"}
    if outcome.is_kept:
        answer |= {"participant": str(outcome.participant), "enrolment": str(outcome.enrolment)}
    return answer


def problem_of(refusal: Refusal, language: str) -> dict[str, Any]:
    """Make the problem of a rejected event."""
    if isinstance(refusal, Misshapen):
        said: Mapping[str, Any] = problems.of_validation(
            refusal.errors, language, shape=refusal.shape, most=MOST_ERRORS
        )
    else:
        said = problems.of_refusal(refusal, language)
    return {"retry": False, **said}


class ResultOut(BaseModel):
    """One event's answer, as `/openapi.json` describes it."""

    id: str | None
    status: Literal["accepted", "duplicate", "rejected"]
    participant: UUID | None = None
    enrolment: UUID | None = None
    problem: dict[str, Any] | None = None


class ResultsOut(BaseModel):
    results: list[ResultOut] = Field(description="One result per event, in the order of the batch.")
