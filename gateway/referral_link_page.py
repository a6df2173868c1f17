"""Shows what a link to a referral leads to: its stage and dates, in both languages, to whoever has the
address."""

import asyncio

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway import html
from gateway.dispatcher import Page
from gateway.settings import GatewaySettings
from gateway.upstream import Upstreams
from shared.refusal import Unavailable
from shared.web.translations import in_language

STAGES = {
    "received": "Received",
    "under_review": "Being looked at",
    "redirected": "Passed on to another area",
    "returned": "Waiting for information from whoever referred",
    "accepted": "Accepted",
    "allocated": "A mentor was chosen",
    "contact_attempted": "The mentor has tried to make contact",
    "registered": "Taking part",
    "declined": "Not taken on",
    "withdrawn": "Withdrawn",
}
LEFT = "Has left"
DATES = {
    "made_on": "Referred on",
    "decision_due_on": "A decision is due by",
    "decided_on": "Decided on",
    "registered_on": "Registered on",
    "left_on": "Left on",
}
TITLE = "Your referral"
NOWHERE = "This link has expired or was revoked."
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""The address is the key to the page: nobody keeps it, and it is told to no other."""


def page(upstreams: Upstreams, settings: GatewaySettings) -> Page:
    """The page of all links."""

    async def show(request: Request) -> Response:
        response = await upstreams.request(
            "referrals",
            "POST",
            "/internal/followed-referral",
            deadline=asyncio.get_running_loop().time() + settings.deadline_seconds,
            headers={"content-type": "application/json"},
            body=orjson.dumps({"secret": request.path_params["last"]}),
        )
        if response.status in (404, 422):
            return _page(404, _both(NOWHERE), reference=None, dates=[])
        if response.status != 200:
            raise Unavailable
        told = orjson.loads(response.body)
        stage = LEFT if told["left_on"] is not None else STAGES[told["status"]]
        dates = [(_both(label), told[name]) for name, label in DATES.items() if told[name] is not None]
        return _page(200, _both(stage), reference=told["reference"], dates=dates)

    return Page("/referral-links/{}", show, is_about_somebody=True)


def _page(
    status: int, stage: dict[str, str], *, reference: str | None, dates: list[tuple[dict[str, str], str]]
) -> Response:
    response = html.page(
        "referral_link.html",
        policy=html.TEXT_POLICY,
        headers=_HEADERS,
        title=_both(TITLE),
        stage=stage,
        reference=reference,
        dates=dates,
    )
    response.status_code = status
    return response


def _both(sentence: str) -> dict[str, str]:
    return {"en": sentence, "cy": in_language(sentence, "cy")}
