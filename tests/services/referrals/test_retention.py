"""Who was referred is not read once the referral came to nothing, and erased when the period is over; a dry
run says of how many, and changes nothing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.referrals.commands.apply_retention import retention_report
from services.referrals.timers import erase_what_is_kept_no_longer
from tests.conftest import Running, Tokens
from tests.services.referrals.conftest import Partners, Sent

DECLINE = {"by": "provider", "reason": "not_stable", "offered_instead": "A course"}
TOLD_ON, LAST_DAY, OVER = date(2191, 3, 6), date(2191, 9, 5), date(2191, 9, 6)
RULE = "oows/declined-referral-6-months"


@pytest.fixture
async def declined(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Declined long before we were told."""
    referral = await sent(made_on="2017-03-01")
    on(monkeypatch, TOLD_ON)
    answer = await referrals.client.post(
        f"/v1/referrals/{referral['id']}/decline",
        json={**DECLINE, "decided_on": "2017-03-06"},
        headers={**bearer("lead", partners.provider), "If-Match": '"1"'},
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be noon of a day in Wales."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))
    monkeypatch.setattr("shared.service_context.now", lambda: at)


async def due(referrals: Running) -> int:
    async with referrals.app.state.context.begin_as_worker() as work:
        return {each.rule: each.people for each in await retention_report(work)}[RULE]


async def seen(referrals: Running, headers: dict[str, str], referral: dict[str, Any]) -> Any:
    return await referrals.client.get(f"/v1/referrals/{referral['id']}", headers=headers)


async def test_who_was_referred_is_not_read_once_the_referral_is_declined(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent, declined: dict[str, Any]
) -> None:
    lead = bearer("lead", partners.provider)
    assert (await seen(referrals, lead, await sent())).json()["person"]["family_name"] == "ap Rhys"
    shown = (await seen(referrals, lead, declined)).json()
    assert (shown["status"], shown["decline"]["offered_instead"]) == ("declined", "A course")
    assert not {"person", "story"} & shown.keys()


async def test_a_declined_referral_is_erased_when_its_period_is_over_and_not_a_day_before(
    referrals: Running,
    bearer: Tokens,
    partners: Partners,
    declined: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, referrer = referrals.app.state.context, bearer("referrer", partners.referrer)
    on(monkeypatch, LAST_DAY)
    await erase_what_is_kept_no_longer(context)
    assert await _wrapped(referrals, declined) is not None
    assert (await seen(referrals, referrer, declined)).status_code == 200
    on(monkeypatch, OVER)
    await erase_what_is_kept_no_longer(context)
    assert await _wrapped(referrals, declined) is None
    assert (await seen(referrals, referrer, declined)).status_code == 404


async def test_a_dry_run_says_how_many_by_rule_and_changes_nothing(
    referrals: Running, declined: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, LAST_DAY)
    before = await due(referrals)
    on(monkeypatch, OVER)
    assert [await due(referrals), await due(referrals)] == [before + 1, before + 1]
    assert await _wrapped(referrals, declined) is not None


async def _wrapped(referrals: Running, referral: dict[str, Any]) -> bytes | None:
    async with referrals.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        wrapped: bytes | None = await connection.fetchval(
            "SELECT wrapped FROM person_key WHERE person = $1", UUID(referral["id"])
        )
    return wrapped
