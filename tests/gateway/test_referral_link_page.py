"""The page of a link to a referral: stage and dates in both languages, kept nowhere."""

import json
from collections.abc import Mapping

import pytest
from aiohttp import web
from markupsafe import escape

from gateway.referral_link_page import DATES, LEFT, NOWHERE, STAGES, TITLE
from services.referrals.domain.referral import Status
from shared.web.translations import in_language
from tests.gateway.conftest import Gateway

TOLD = {
    "reference": "R-00000-00009", "status": "accepted", "made_on": "2018-03-05", "decision_due_on": None,
    "decided_on": "2018-03-08", "registered_on": None, "left_on": None,
}  # fmt: skip


def answers(gateway: Gateway, body: Mapping[str, object], status: int = 200) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    gateway.services["referrals"].answer = answer


async def test_the_page_shows_stage_and_dates_in_both_languages(gateway: Gateway) -> None:
    answers(gateway, TOLD)
    page = await gateway.ask("/referral-links/s3cret", token="")
    text = page.body.decode()
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for said in (
        "Accepted",
        escape(in_language("Accepted", "cy")),
        "2018-03-05",
        "2018-03-08",
        "R-00000-00009",
    ):
        assert said in text
    assert "A decision is due by" not in text
    assert json.loads(gateway.services["referrals"].only.body) == {"secret": "s3cret"}


async def test_the_page_is_kept_nowhere_and_its_address_told_to_nobody(gateway: Gateway) -> None:
    answers(gateway, TOLD)
    headers = (await gateway.ask("/referral-links/s3cret", token="")).headers
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "s3cret" not in str(headers)


async def test_the_secret_is_in_no_address_that_a_service_is_asked_by(gateway: Gateway) -> None:
    answers(gateway, TOLD)
    await gateway.ask("/referral-links/s3cret", token="")
    assert gateway.services["referrals"].only.target == "/internal/followed-referral"


@pytest.mark.parametrize("status", [404, 422])
async def test_a_link_that_leads_nowhere_says_so_on_a_page(gateway: Gateway, status: int) -> None:
    answers(gateway, {"code": "not-found"}, status)
    page = await gateway.ask("/referral-links/s3cret", token="")
    assert page.status == 404
    assert NOWHERE in page.body.decode()


async def test_a_service_in_trouble_is_unavailable(gateway: Gateway) -> None:
    answers(gateway, {}, 500)
    page = await gateway.ask("/referral-links/s3cret", token="")
    assert (page.status, page.code) == (503, "unavailable")


def test_every_stage_has_words_in_both_languages() -> None:
    assert STAGES.keys() == {each.value for each in Status}
    for said in (*STAGES.values(), *DATES.values(), LEFT, NOWHERE, TITLE):
        assert in_language(said, "cy") != said
