"""Forwards requests for an access token to the development issuer (RFC 6749, 4.4): the gateway holds no key
to sign with."""

from starlette.requests import Request
from starlette.responses import Response

from gateway import admission, responses
from gateway.headers import forwarded
from gateway.routes import TOKEN_ROUTE
from gateway.upstream import Upstreams


class TokenEndpoint:
    """The address where the clients of a local run get their tokens. There is none in production."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._upstreams = upstreams

    async def answer(self, request: Request, *, deadline: float) -> Response:
        """Answer a request before the event loop's time is `deadline`. Nothing of its query is handed on: a
        secret in an address is no secret (RFC 6749, 2.3.1).

        Raises MethodNotAllowed, UnsupportedMediaType, BodyTooLarge, BodyTooSlow, BadRequest, Unavailable,
        TooSlow, BrokenOff."""
        body = await admission.body_of(request, TOKEN_ROUTE, deadline=deadline)
        response = await self._upstreams.request(
            TOKEN_ROUTE.service,
            "POST",
            TOKEN_ROUTE.path,
            deadline=deadline,
            headers=forwarded(request.headers),
            body=body,
        )
        answer = responses.of_upstream(response)
        answer.headers["Pragma"] = "no-cache"  # beside the Cache-Control of every answer (RFC 6749, 5.1)
        return answer
