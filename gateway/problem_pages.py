"""Explains each problem on a page of its own, in English or Welsh: the address that a problem's `type` names
(RFC 9457, 3.1.1)."""

from starlette.requests import Request
from starlette.responses import Response

from gateway import html
from gateway.dispatcher import Page
from gateway.openapi import Contract
from shared.refusal import NotFound
from shared.web.problems import language_of
from shared.web.translations import in_language

RETRY = "The same request, unchanged, may succeed later: send it again after a pause."
NO_RETRY = "Sent again unchanged, this request is refused again: somebody has to look at it."
STATUS = "HTTP status"


def page(contract: Contract) -> Page:
    """The pages of all problems that gateway and services may answer with."""

    async def show(request: Request) -> Response:
        code = request.path_params["last"]
        known = (await contract.document()).refusals.get(code)
        if known is None:
            raise NotFound
        language = language_of(request)
        return html.page(
            "problem.html",
            policy=html.TEXT_POLICY,
            headers={"Content-Language": language, "Vary": "Accept-Language"},
            language=language,
            code=code,
            status_label=in_language(STATUS, language),
            status=known["status"],
            title=in_language(known["title"], language),
            retry=in_language(RETRY if known["retry"] else NO_RETRY, language),
        )

    return Page("/problems/{}", show)
