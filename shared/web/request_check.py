"""Checks what every request has to keep to, whatever its route: query parameters that the route knows, and a
media type that it can answer with."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.refusal import Refusal
from shared.web.content_negotiation import preferred_media_type
from shared.web.problems import HTTP_ERRORS

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z_.-]{0,39}")
"""A name that may be told back: letters alone, so that no reference or number of a person is."""


class UnknownParameter(Refusal):
    """A query parameter that the address does not take, such as a misspelt one; `allowed` lists those it
    takes."""

    code = "unknown-parameter"
    status = 422
    title = "This address does not take that query parameter."


class NotAcceptable(Refusal):
    """`offered` lists the media types of this address."""

    status = 406
    code, title = HTTP_ERRORS[406]


class _Taken(NamedTuple):
    """What a route takes and offers."""

    parameters: frozenset[str]
    media_types: tuple[str, ...]


_taken: Final[dict[Callable[..., Any], _Taken]] = {}
"""By the function that answers a route, so that it is looked up once."""


async def negotiated(request: Request) -> str:
    """Check the names of a request's query parameters and return the media type to answer with, in small
    letters; "" where the route answers without a body.

    Raises UnknownParameter, NotAcceptable."""
    route: APIRoute = request.scope["route"]
    taken = _taken.get(route.endpoint)
    if taken is None:
        taken = _taken[route.endpoint] = _Taken(frozenset(_names(route.dependant)), _media_types(route))
    if request.scope["query_string"]:
        for name in request.query_params:
            if name not in taken.parameters:
                where = f"/query/{name}" if _NAME.fullmatch(name) else "/query"
                known = ", ".join(sorted(taken.parameters))
                raise UnknownParameter(pointer=where, **({"allowed": known} if known else {}))
    if not taken.media_types:
        return ""
    # several lines mean the same as one (RFC 9110, 5.3)
    accept = ", ".join(request.headers.getlist("accept"))
    chosen = preferred_media_type(accept, taken.media_types)
    if chosen is None:
        raise NotAcceptable(offered=", ".join(taken.media_types))
    return chosen


Negotiated = Annotated[str, Depends(negotiated)]
"""The media type to answer with, of those that the route declares."""


def _names(dependant: Dependant) -> set[str]:
    """The names of all query parameters, those of dependencies too."""
    own = {each.alias for each in dependant.query_params}
    return own.union(*(_names(each) for each in dependant.dependencies))


def _media_types(route: APIRoute) -> tuple[str, ...]:
    """The media types of a route's answer, the usual one first."""
    if route.status_code == 204:
        return ()
    response_class: Any = route.response_class
    usual = getattr(response_class, "value", response_class).media_type
    declared = route.responses.get(200, {}).get("content", {})
    return tuple(dict.fromkeys([*([usual] if usual else []), *declared]))
