"""What goes back to a caller: a service's answer, or a refusal of our own as a problem."""

from typing import Final

from starlette.responses import Response

from gateway.headers import handed_back
from gateway.refusals import BrokenOff
from gateway.upstream import Answer
from shared.refusal import Refusal
from shared.web import problems

_RETRY_AFTER_SECONDS: Final = "2"


def of_service(answer: Answer) -> Response:
    """Raises BrokenOff for a fault that the service could not put in the words of a problem."""
    kind = answer.headers.get("content-type", "")
    if answer.status >= 500 and not kind.startswith(problems.MEDIA_TYPE):
        raise BrokenOff
    return Response(answer.body, answer.status, headers=handed_back(answer.headers))


def of_refusal(refusal: Refusal, language: str) -> Response:
    headers = {"Content-Language": language}
    match refusal.status:
        case 401:
            headers["WWW-Authenticate"] = "Bearer"
        case 405:
            headers["Allow"] = str(refusal.details["allow"])
        case 408:
            headers["Connection"] = "close"  # the rest of the body may never come
        case 503:
            headers["Retry-After"] = _RETRY_AFTER_SECONDS
    return problems.respond(problems.of_refusal(refusal, language), headers)


def of_fault(language: str) -> Response:
    said = problems.problem(code="fault", title=problems.FAULT, status=500, language=language)
    return problems.respond(said, {"Content-Language": language})
