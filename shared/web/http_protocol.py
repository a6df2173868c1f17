"""uvicorn's HTTP protocol, which answers bytes that are no HTTP request with a problem (RFC 9457)."""

from typing import Final

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.web import problems

_CODE, _TITLE = problems.HTTP_ERRORS[400]
_BODY: Final = orjson.dumps(problems.problem(code=_CODE, title=_TITLE, status=400, language="en"))
_ANSWER: Final = (
    b"HTTP/1.1 400 Bad Request\r\n"
    b"content-type: %(kind)b\r\ncontent-length: %(length)d\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n%(body)b"
) % {b"kind": problems.MEDIA_TYPE.encode(), b"length": len(_BODY), b"body": _BODY}


class ProblemHttpProtocol(HttpToolsProtocol):
    """uvicorn's own would answer in plain text. No header of the request was read: English."""

    def send_400_response(self, msg: str) -> None:
        self.transport.write(_ANSWER)
        self.transport.close()
