"""Whoever took part is erased when their time is over, by the rule of their programme; a dry run says how
many, and changes nothing."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.participants.commands.apply_retention import retention_report
from services.participants.timers import erase_who_is_kept_no_longer
from tests.conftest import Running, Tokens
from tests.services.participants.conftest import Posting, a_registration, an_event

TOLD_ON, LAST_DAY, OVER = date(2191, 3, 6), date(2197, 3, 5), date(2197, 3, 6)
RULE = "oows/participant-72-months-until-2030-12-31"
LEFT = {"left_on": "2017-07-14", "kind": "planned", "reason": "employment"}


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be noon of a day in Wales."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))
    monkeypatch.setattr("shared.service_context.now", lambda: at)


@pytest.fixture
async def left(post: Posting, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody who left in 2017, which we were told long after."""
    [result] = await post(a_registration("KEPT-1"))
    on(monkeypatch, TOLD_ON)
    [told] = await post(an_event("exited", "KEPT-1", LEFT, time="2017-07-14T16:00:00+01:00"))
    assert told["status"] == "accepted", told
    id: str = result["participant"]
    return id


async def due(participants: Running) -> int:
    async with participants.app.state.context.begin_as_worker() as work:
        return {each.rule: each.people for each in await retention_report(work)}[RULE]


async def status(participants: Running, headers: dict[str, str], person: str) -> int:
    answer = await participants.client.get(f"/v1/participants/{person}", headers=headers)
    return answer.status_code


async def test_somebody_is_erased_when_their_time_is_over_and_not_a_day_before(
    participants: Running, bearer: Tokens, provider: UUID, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, lead = participants.app.state.context, bearer("lead", provider)
    on(monkeypatch, LAST_DAY)
    await erase_who_is_kept_no_longer(context)
    assert await status(participants, lead, left) == 200
    on(monkeypatch, OVER)
    assert await due(participants) >= 1
    await erase_who_is_kept_no_longer(context)
    assert (await status(participants, lead, left), await due(participants)) == (404, 0)
    async with context.begin_as_worker() as work:
        kept = await (await work.connection()).fetchrow(
            "SELECT provider, reason, erased_by FROM erasure WHERE participant_id = $1", UUID(left)
        )
    assert tuple(kept) == (provider, "no_longer_needed", "worker:participants")


async def test_a_legal_hold_keeps_somebody_beyond_their_time(
    participants: Running, bearer: Tokens, provider: UUID, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = bearer("lead", provider)
    held = await participants.client.put(
        f"/v1/participants/{left}/legal-hold", json={"reason": "audit_of_funding"}, headers=lead
    )
    assert held.status_code == 200, held.text
    on(monkeypatch, OVER)
    await erase_who_is_kept_no_longer(participants.app.state.context)
    assert await status(participants, lead, left) == 200


async def test_whoever_came_back_is_kept(
    participants: Running,
    bearer: Tokens,
    provider: UUID,
    post: Posting,
    left: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [back] = await post(
        an_event("rejoined", "KEPT-1", {"rejoined_on": "2018-01-08"}, time="2018-01-08T09:00:00+00:00")
    )
    assert back["status"] == "accepted", back
    on(monkeypatch, OVER)
    await erase_who_is_kept_no_longer(participants.app.state.context)
    assert await status(participants, bearer("lead", provider), left) == 200


async def test_a_dry_run_says_how_many_and_changes_nothing(
    participants: Running, bearer: Tokens, provider: UUID, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, LAST_DAY)
    before = await due(participants)
    on(monkeypatch, OVER)
    assert [await due(participants), await due(participants)] == [before + 1, before + 1]
    assert await status(participants, bearer("lead", provider), left) == 200
