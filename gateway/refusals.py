"""Declares the refusals of the gateway itself, raised before or instead of a service's response."""

from shared.refusal import Refusal
from shared.web.problems import HTTP_ERRORS


class BadRequest(Refusal):
    """The request is ambiguous, or ended early."""

    status = 400
    code, title = HTTP_ERRORS[400]


class BodyNotGzip(Refusal):
    code = "body-not-gzip"
    status = 400
    title = "The body is not what gzip compressed, whole and once."


class MethodNotAllowed(Refusal):
    """`allow` lists the methods of the path."""

    status = 405
    code, title = HTTP_ERRORS[405]


class BodyTooSlow(Refusal):
    status = 408
    code, title = HTTP_ERRORS[408]
    retry = True


class BodyTooLarge(Refusal):
    """`limit` is in bytes."""

    status = 413
    code, title = HTTP_ERRORS[413]


class UnsupportedMediaType(Refusal):
    """`accepted` lists the media types or codings taken."""

    status = 415
    code, title = HTTP_ERRORS[415]


class TooManyRequests(Refusal):
    """A budget is used up. `budget` is its name, `retry_after` the seconds until the same request would be
    allowed."""

    code = "too-many-requests"
    status = 429
    title = "These are more requests than are taken at once; please wait, and send it again."
    retry = True


class HeadersTooLarge(Refusal):
    """`limit` is in bytes."""

    status = 431
    code, title = HTTP_ERRORS[431]


class BrokenOff(Refusal):
    """The service took the request and gave no proper response: it may or may not have been executed."""

    code = "broken-off"
    status = 502
    title = "The answer broke off: what you asked may or may not have been done."


class TooSlow(Refusal):
    """The service took the request and did not respond in time: it may or may not have been executed."""

    code = "too-slow"
    status = 504
    title = "This took too long and was given up: what you asked may or may not have been done."
