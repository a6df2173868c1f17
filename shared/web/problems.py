"""Problem details (RFC 9457) for refusals, invalid bodies and faults, in English or Welsh, with nothing of
what the caller sent in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared import security_events
from shared.auth.caller import Caller
from shared.persistence.database import is_transient
from shared.refusal import NotFound, NotPermitted, Refusal, Unavailable
from shared.web.allowed_methods import allowed_methods
from shared.web.content_negotiation import preferred_language
from shared.web.json_pointers import Location, locate, pointer
from shared.web.translations import in_language

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

INVALID = "The request does not have the shape it should have; see `errors`."

FAULT = "Something went wrong on our side; nothing was changed."

_QUOTED = re.compile(r"'([^']*)'")
"""A value in the list in which pydantic tells which are allowed."""

_JSON = re.compile(r"application/([\w.-]+\+)?json\s*(;|$)", re.IGNORECASE)

_FIELD_NAME = re.compile(r"[a-z][A-Za-z_]{0,39}")
"""A name that a system gives a field; none with a digit, which could be somebody's number."""

_Mistake = tuple[str, str, str | None, tuple[str, ...]]
"""A pointer, a kind, the name of an unknown field, and the values that are allowed."""

FIELD_ERRORS = {
    "missing": "This field is required.",
    "extra_forbidden": "This field is not known here.",
    "json_invalid": "This is not valid JSON.",
    "data_twice": "Only one of data and data_base64 may be given.",
    "enum": "This is not one of the allowed values.",
    "literal_error": "This is not one of the allowed values.",
    "union_tag_invalid": "This is not one of the allowed values.",
    "union_tag_not_found": "This field is required.",
    "string_type": "This should be text.",
    "string_unicode": "This does not have the right form.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "string_pattern_mismatch": "This does not have the right form.",
    "control_character": "Control characters are not allowed.",
    "too_long": "This has too many items.",
    "too_short": "This has too few items.",
    "int_type": "This should be a whole number.",
    "int_parsing": "This should be a whole number.",
    "float_type": "This should be a number.",
    "float_parsing": "This should be a number.",
    "bool_type": "This should be true or false.",
    "bool_parsing": "This should be true or false.",
    "uuid_parsing": "This should be an id (UUID).",
    "uuid_type": "This should be an id (UUID).",
    "implausible_date": "This date is not plausible.",
    "date_from_datetime_parsing": "This should be a date: YYYY-MM-DD.",
    "date_parsing": "This should be a date: YYYY-MM-DD.",
    "date_type": "This should be a date: YYYY-MM-DD.",
    "date_from_datetime_inexact": "This should be a date: YYYY-MM-DD.",
    "datetime_parsing": "This should be a date and time with an offset (RFC 3339).",
    "datetime_from_date_parsing": "This should be a date and time with an offset (RFC 3339).",
    "datetime_type": "This should be a date and time with an offset (RFC 3339).",
    "timezone_aware": "This should be a date and time with an offset (RFC 3339).",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
    "finite_number": "This should be a number.",
    "model_type": "This should be an object.",
    "model_attributes_type": "This should be an object.",
    "dict_type": "This should be an object.",
    "too_deep": "This is nested too deeply.",
    "tuple_type": "This should be a list.",
    "list_type": "This should be a list.",
}
"""A sentence of our own per kind of pydantic error: pydantic's may quote what was sent."""

MOST_ERRORS = 50
"""Mistakes that a problem lists, unless it is told to list fewer."""

OTHER_FIELD_ERROR = "This value is not valid."

HTTP_ERRORS = {
    400: ("bad-request", "The request could not be understood."),
    404: (NotFound.code, NotFound.title),
    405: ("method-not-allowed", "This address does not take that method."),
    406: ("not-acceptable", "This cannot be answered in any of the media types that are accepted."),
    408: ("request-timeout", "The request did not arrive in time."),
    413: ("too-large", "The request is larger than is taken here."),
    415: ("unsupported-media-type", "This media type is not taken here."),
    431: ("headers-too-large", "The headers of the request are larger than is taken here."),
}


def problem(
    *,
    code: str,
    title: str,
    status: int,
    language: str,
    errors: Sequence[Mapping[str, Any]] = (),
    **more: object,
) -> dict[str, Any]:
    """Make a problem object: `type`, `code`, `title`, `status`, `errors` where fields are at fault, and
    `more` members."""
    said: dict[str, Any] = {
        "type": f"/problems/{code}",
        "code": code,
        "title": in_language(title, language),
        "status": status,
        **more,
    }
    if errors:
        said["errors"] = list(errors)
    return said


def of_refusal(refusal: Refusal, language: str) -> dict[str, Any]:
    """Make a problem of a refusal."""
    if refusal.mistakes:
        return _invalid(refusal.mistakes, language, status=refusal.status)
    title = in_language(refusal.title, language)
    errors = [{"pointer": refusal.pointer, "code": refusal.code, "detail": title}] if refusal.pointer else []
    more = {name: str(value) for name, value in refusal.details.items()}
    if refusal.retry:
        more["retry"] = True  # type: ignore[assignment]
    return problem(
        code=refusal.code,
        title=refusal.title,
        status=refusal.status,
        language=language,
        errors=errors,
        **more,
    )


def of_validation(
    errors: Sequence[Any], language: str, *, shape: Any, status: int = 422, most: int = MOST_ERRORS
) -> dict[str, Any]:
    """Make a problem of pydantic's list of errors in a document of `shape` (a type), which lists `most`."""
    found = [_mistake(pointer(locate(shape, each)), each) for each in errors]
    return _invalid(found, language, status=status, most=most)


def _mistake(where: str, error: Mapping[str, Any]) -> _Mistake:
    return where, error["type"], _unknown_name(error), _allowed_values(error)


def _unknown_name(error: Mapping[str, Any]) -> str | None:
    """Find the name of an unknown field, where it has the shape of one: anything else could be anything, and
    is never repeated."""
    name = error["loc"][-1] if error["type"] == "extra_forbidden" and error["loc"] else None
    return name if isinstance(name, str) and _FIELD_NAME.fullmatch(name) else None


def _allowed_values(error: Mapping[str, Any]) -> tuple[str, ...]:
    """List the values that a field of a closed list may have, which pydantic says in a sentence."""
    context = error.get("ctx", {})
    return tuple(_QUOTED.findall(str(context.get("expected", context.get("expected_tags", "")))))


def _invalid(
    found: Sequence[tuple[str, str] | _Mistake], language: str, *, status: int, most: int = MOST_ERRORS
) -> dict[str, Any]:
    """Make a problem of mistakes, each a pointer and a kind, and of some the name of an unknown field or the
    values that are allowed; the first `most` are listed, each once."""
    said = []
    for where, kind, *more in list(dict.fromkeys(found))[:most]:
        detail = in_language(FIELD_ERRORS.get(kind, OTHER_FIELD_ERROR), language)
        mistake: dict[str, Any] = {"pointer": where, "code": kind, "detail": detail}
        mistake |= {member: value for member, value in zip(("name", "allowed"), more, strict=False) if value}
        said.append(mistake)
    return problem(code="invalid", title=INVALID, status=status, language=language, errors=said)


def respond(said: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem."""
    return Response(
        orjson.dumps(said), status_code=said["status"], media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def language_of(request: Request) -> str:
    """Choose the language that a request prefers."""
    return preferred_language(request.headers.get("accept-language", ""))


def _record_denial(request: Request, refusal: Refusal) -> None:
    """Record what a known caller was denied, by the route's template and never by its address."""
    caller: Caller | None = getattr(request.state, "caller", None)
    route = getattr(request.scope.get("route"), "path", "unrouted")
    if caller is not None and isinstance(refusal, NotPermitted):
        security_events.record("permission-denied", caller.identity(), route=route)
    elif caller is not None and isinstance(refusal, NotFound):
        security_events.record("object-denied", caller.identity(), route=route)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101  (registered for this class only)
    _record_denial(request, refusal)
    headers = {"Content-Language": language_of(request)}
    if refusal.status == 503:
        headers["Retry-After"] = "2"
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return respond(of_refusal(refusal, language_of(request)), headers)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    mistakes = error.errors()
    if any(each["type"] == "json_invalid" for each in mistakes):
        return respond(_invalid([("", "json_invalid")], language_of(request), status=400))
    if not _JSON.match(request.headers.get("content-type", "")) and any(
        each["loc"] == ("body",) and each["type"] != "missing" for each in mistakes
    ):
        return await _http(request, HTTPException(415))  # the body was not even read as JSON
    body = getattr(request.scope["route"], "body_field", None)
    shape = body.field_info.annotation if body else None
    found = [_mistake(pointer(_in_request(each, shape)), each) for each in mistakes]
    return respond(_invalid(found, language_of(request), status=422))


def _in_request(error: Mapping[str, Any], shape: Any) -> Location:
    """Locate a mistake: in the body, or, as in `/query/limit`, in a parameter, whose name is ours."""
    part, *rest = error["loc"]
    return locate(shape, {**error, "loc": rest}) if part == "body" else [part, *rest[:1]]


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    code, title = HTTP_ERRORS.get(error.status_code, ("refused", Refusal.title))
    said = problem(code=code, title=title, status=error.status_code, language=language_of(request))
    if error.status_code == 405:
        return respond(said, {"Allow": allowed_methods(request.app.routes, request.scope["path"])})
    return respond(said, error.headers)


async def _fault(request: Request, error: Exception) -> Response:
    if is_transient(error):
        return await _refused(request, Unavailable())
    return respond(problem(code="fault", title=FAULT, status=500, language=language_of(request)))


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)
