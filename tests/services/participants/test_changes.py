"""A provider's system reads on through what it is told of its people, and misses nothing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.participants import subject_access
from services.participants.commands import follow_ups
from services.participants.timers import announce_due_follow_ups, tell_what_fell_due
from shared.service_context import ServiceContext
from tests.conftest import Running, Tokens
from tests.eventually import eventually
from tests.readings import of_provider
from tests.services.participants.conftest import Posting, a_registration, an_event

LEFT: dict[str, Any] = {"left_on": "2191-03-06", "kind": "planned", "reason": "support_received"}
DUE_ON = date(2191, 9, 6)
LONG_AGO = {**LEFT, "left_on": "2017-07-14"}


class Feed:
    """A system of a provider that reads on, and keeps its cursor and what it was told."""

    def __init__(self, participants: Running, headers: dict[str, str]) -> None:
        self.client, self.headers = participants.client, headers
        self.after, self.told = "", list[dict[str, Any]]()

    async def read(self, **params: Any) -> list[dict[str, Any]]:
        """Read on from the cursor, and return what is new."""
        answer = await self.client.get(
            "/v1/participants/changes", headers=self.headers, params={"after": self.after, **params}
        )
        assert answer.status_code == 200, answer.text
        self.after = answer.json()["next"]
        new: list[dict[str, Any]] = answer.json()["items"]
        self.told += new
        return new

    async def read_until(self, count: int) -> list[dict[str, Any]]:
        """Read on until so much was told: a transaction elsewhere that is still running puts it off."""

        async def read_on() -> int:
            await self.read()
            return len(self.told)

        await eventually(read_on, until=lambda told: told >= count)
        assert len(self.told) == count
        return self.told


@pytest.fixture
def feed(participants: Running, bearer: Tokens, provider: UUID) -> Feed:
    return Feed(participants, bearer("provider", provider))


@pytest.fixture
def context(participants: Running) -> ServiceContext:
    found: ServiceContext = participants.app.state.context
    return found


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Lets it be noon of a day in Wales."""

    def it_is(day: date) -> None:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))
        monkeypatch.setattr("shared.service_context.now", lambda: at)

    return it_is


async def test_a_follow_up_is_told_on_the_day_it_falls_due_and_once(
    post: Posting, feed: Feed, context: ServiceContext, on: Callable[[date], None]
) -> None:
    on(date(2191, 3, 7))
    registered, _ = await post(a_registration("N1"), an_event("exited", "N1", LEFT))
    on(date(2191, 9, 5))
    await announce_due_follow_ups(context)
    await tell_what_fell_due(context)
    assert await feed.read() == []
    on(DUE_ON)
    await announce_due_follow_ups(context)
    await tell_what_fell_due(context)
    (item,) = await feed.read_until(1)
    assert UUID(item.pop("id"))
    assert datetime.fromisoformat(item.pop("recorded_at")).date() == DUE_ON
    assert item == {
        "kind": "follow-up.due",
        "participant_id": registered["participant"],
        "enrolment_id": registered["enrolment"],
        "reference": "N1",
        "rule": "six-month-follow-up",
        "due_on": DUE_ON.isoformat(),
    }


async def test_a_follow_up_is_told_in_the_transaction_in_which_it_is_announced(
    post: Posting, feed: Feed, context: ServiceContext
) -> None:
    await post(a_registration("N2"), an_event("exited", "N2", LONG_AGO))
    await announce_due_follow_ups(context)
    assert [each["kind"] for each in await feed.read_until(1)] == ["follow-up.due"]


async def test_what_falls_due_is_told_once_for_each_day_on_which_it_does(
    post: Posting, feed: Feed, context: ServiceContext, on: Callable[[date], None]
) -> None:
    on(date(2191, 3, 6))
    await post(
        a_registration("N3", registered_on="2191-03-06"),
        an_event("mentor-allocated", "N3", {"mentor": "M-1", "allocated_on": "2191-03-06"}),
        an_event("intensity-changed", "N3", {"intensity": "red", "reason": "New"}),
    )
    on(date(2191, 3, 9))
    await tell_what_fell_due(context)
    await tell_what_fell_due(context)
    await feed.read_until(1)
    reached = {"kind": "phone", "contacted_on": "2191-03-09"}
    await post(an_event("contact-recorded", "N3", reached, time="2191-03-09T10:00:00Z"))
    on(date(2191, 3, 12))
    await tell_what_fell_due(context)
    told = await feed.read_until(2)
    assert [(each["kind"], each["rule"], each["due_on"]) for each in told] == [
        ("item.due", "contact-due", "2191-03-09"),
        ("item.due", "contact-due", "2191-03-12"),
    ]


async def test_a_system_reads_on_page_by_page_and_its_cursor_is_good_where_nothing_is_new(
    participants: Running, post: Posting, feed: Feed, context: ServiceContext
) -> None:
    assert (await feed.read(), await feed.read()) == ([], [])
    assert feed.after
    await post(*(a_registration(f"N4-{number}", registered_on="2017-03-06") for number in range(3)))
    await tell_what_fell_due(context)
    await eventually(feed.read)
    while await feed.read(limit=2):
        pass
    told = feed.told
    assert len({each["id"] for each in told}) == len(told) == 9
    assert [each["due_on"] for each in told] == sorted(each["due_on"] for each in told)
    again = Feed(participants, feed.headers)
    assert await again.read_until(9) == told


async def test_what_is_committed_late_is_not_missed(
    post: Posting, feed: Feed, context: ServiceContext
) -> None:
    await announce_due_follow_ups(context)
    subjects = ("N5-1", "N5-2")
    await post(
        *(a_registration(subject) for subject in subjects),
        *(an_event("exited", subject, LONG_AGO) for subject in subjects),
    )
    async with context.begin_as_worker() as slow:
        await follow_ups.announce_due(slow, limit=1)
        async with context.begin_as_worker() as quick:
            await follow_ups.announce_due(quick, limit=500)
        await feed.read()
    told = await feed.read_until(2)
    assert {each["reference"] for each in told} == set(subjects)


async def test_what_others_people_are_due_is_told_to_nobody_else(
    participants: Running, post: Posting, feed: Feed, context: ServiceContext, bearer: Tokens
) -> None:
    await post(a_registration("N6"), an_event("exited", "N6", LONG_AGO))
    await announce_due_follow_ups(context)
    await feed.read_until(1)
    for role in ("provider", "lead"):
        assert await Feed(participants, bearer(role, uuid4())).read() == []
    for role in ("referrer", "wg", "apb"):
        refused = await participants.client.get("/v1/participants/changes", headers=bearer(role, uuid4()))
        assert refused.status_code == 403


async def test_who_was_erased_is_told_of_no_more(
    participants: Running,
    post: Posting,
    feed: Feed,
    context: ServiceContext,
    bearer: Tokens,
    provider: UUID,
) -> None:
    registered, _ = await post(a_registration("N7"), an_event("exited", "N7", LONG_AGO))
    await announce_due_follow_ups(context)
    await feed.read_until(1)
    lead = bearer("lead", provider)
    path = f"/v1/participants/{registered['participant']}/erasure"
    erased = await participants.client.post(path, json={"reason": "objected"}, headers=lead)
    assert erased.status_code == 200, erased.text
    assert await Feed(participants, lead).read() == []
    async with context.begin_as_worker() as work:
        kept = "SELECT count(*) FROM change WHERE enrolment_id = $1"
        assert await (await work.connection()).fetchval(kept, UUID(registered["enrolment"])) == 0


async def test_who_is_restricted_is_told_of_when_that_is_over_if_it_is_still_due(
    participants: Running,
    post: Posting,
    feed: Feed,
    context: ServiceContext,
    bearer: Tokens,
    provider: UUID,
) -> None:
    registered, _ = await post(a_registration("N8"), an_event("exited", "N8", LONG_AGO))
    await announce_due_follow_ups(context)
    path = f"/v1/participants/{registered['participant']}/restriction"
    lead, limit = bearer("lead", provider), {"reason": "accuracy_contested"}
    assert (await participants.client.put(path, json=limit, headers=lead)).status_code == 200
    await tell_what_fell_due(context)
    assert await feed.read() == []
    assert (await participants.client.delete(path, headers=lead)).status_code == 204
    await tell_what_fell_due(context)
    assert [each["reference"] for each in await feed.read_until(1)] == ["N8"]


async def test_that_a_system_was_told_is_written_down(
    participants: Running, post: Posting, feed: Feed, context: ServiceContext, provider: UUID
) -> None:
    registered, _ = await post(a_registration("N9"), an_event("exited", "N9", LONG_AGO))
    await announce_due_follow_ups(context)
    (item,) = await feed.read_until(1)
    [read] = await of_provider(participants, provider)
    assert (read["route"], read["fields"]) == ("GET /v1/participants/changes", ["due"])
    assert (str(read["participant"]), list(map(str, read["things"]))) == (
        registered["participant"],
        [item["id"]],
    )


@pytest.mark.parametrize("after", ["AAAA", "kein Kursor", "_" * 43])
async def test_a_cursor_that_was_not_given_is_refused(
    participants: Running, bearer: Tokens, after: str
) -> None:
    answer = await participants.client.get(
        "/v1/participants/changes", headers=bearer("provider"), params={"after": after}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-unknown")


async def test_a_person_is_told_what_their_providers_system_was_told(
    post: Posting, feed: Feed, context: ServiceContext
) -> None:
    registered, _ = await post(a_registration("N10"), an_event("exited", "N10", LONG_AGO))
    await announce_due_follow_ups(context)
    (item,) = await feed.read_until(1)
    async with context.begin_as_worker() as work:
        known = await subject_access.everything(work, UUID(registered["participant"]), ())
    (kept,) = known["changes"]
    assert (kept["id"], kept["rule"], kept["due_on"]) == (item["id"], item["rule"], item["due_on"])
