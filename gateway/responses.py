"""Makes responses to callers: out of a service's response, or out of a refusal as a problem (RFC 9457)."""

from typing import Final

from starlette.responses import Response

from gateway.headers import returned
from gateway.refusals import BrokenOff
from gateway.upstream import UpstreamResponse
from shared.refusal import Refusal
from shared.web import problems

_RETRY_AFTER_SECONDS: Final = "2"


def of_upstream(response: UpstreamResponse) -> Response:
    """Hand a service's response back. Raises BrokenOff for a server error that is no problem document."""
    media_type = response.headers.get("content-type", "")
    if response.status >= 500 and not media_type.startswith(problems.MEDIA_TYPE):
        raise BrokenOff
    return Response(response.body, response.status, headers=returned(response.headers))


def of_refusal(refusal: Refusal, language: str) -> Response:
    """The problem of a refusal, with the headers that its status demands."""
    headers = {"Content-Language": language}
    match refusal.status:
        case 401:
            headers["WWW-Authenticate"] = "Bearer"
        case 405:
            headers["Allow"] = str(refusal.details["allow"])
        case 408:
            headers["Connection"] = "close"  # the rest of the body may never come
        case 429:
            headers["Retry-After"] = str(refusal.details["retry_after"])
        case 503:
            headers["Retry-After"] = _RETRY_AFTER_SECONDS
    return problems.respond(problems.of_refusal(refusal, language), headers)


def of_fault(language: str) -> Response:
    """The problem of an unexpected error."""
    problem = problems.problem(code="fault", title=problems.FAULT, status=500, language=language)
    return problems.respond(problem, {"Content-Language": language})
