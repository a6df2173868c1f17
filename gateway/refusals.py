"""How the gateway itself says no, before or instead of a service."""

from shared.refusal import Refusal
from shared.web.problems import HTTP_ERRORS


class BadRequest(Refusal):
    """The request could be read in more than one way, or broke off."""

    status = 400
    code, title = HTTP_ERRORS[400]


class MethodNotAllowed(Refusal):
    """`allow` lists what the address does take."""

    status = 405
    code, title = HTTP_ERRORS[405]


class BodyTooSlow(Refusal):
    status = 408
    code, title = HTTP_ERRORS[408]
    retry = True


class BodyTooLarge(Refusal):
    """`limit` is the number of bytes taken."""

    status = 413
    code, title = HTTP_ERRORS[413]


class UnsupportedMediaType(Refusal):
    """`accepted` lists what is taken."""

    status = 415
    code, title = HTTP_ERRORS[415]


class HeadersTooLarge(Refusal):
    """`limit` is the number of bytes taken."""

    status = 431
    code, title = HTTP_ERRORS[431]


class BrokenOff(Refusal):
    """The service took the request and gave no proper answer: nobody knows whether it was done."""

    code = "broken-off"
    status = 502
    title = "The answer broke off: what you asked may or may not have been done."


class TooSlow(Refusal):
    """The service took the request and did not answer in time: nobody knows whether it was done."""

    code = "too-slow"
    status = 504
    title = "This took too long and was given up: what you asked may or may not have been done."
