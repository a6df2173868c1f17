"""uvicorn's HTTP protocol, which answers bytes that are no HTTP request with a problem (RFC 9457)."""

from functools import cache
from http import HTTPStatus

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.web import problems


@cache
def problem_response(status: int) -> bytes:
    """A whole response that ends its connection. No header of the request may have been read: English."""
    code, title = problems.HTTP_ERRORS[status]
    body = orjson.dumps(problems.problem(code=code, title=title, status=status, language="en"))
    return (
        b"HTTP/1.1 %(status)d %(phrase)b\r\n"
        b"content-type: %(kind)b\r\ncontent-length: %(length)d\r\n"
        b"cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n%(body)b"
    ) % {
        b"status": status,
        b"phrase": HTTPStatus(status).phrase.encode(),
        b"kind": problems.MEDIA_TYPE.encode(),
        b"length": len(body),
        b"body": body,
    }


class ProblemHttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which would answer in plain text."""

    def send_400_response(self, msg: str) -> None:
        self.transport.write(problem_response(400))
        self.transport.close()
