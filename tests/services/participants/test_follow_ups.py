"""A follow-up is announced once, when it falls due, whatever is posted or missing meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from deploy.topology import BUS
from services.participants import programmes, timers
from services.participants.timers import announce_due_follow_ups
from shared.service_context import ServiceContext
from tests.conftest import Database, Running, Tokens
from tests.eventually import eventually
from tests.services.participants.conftest import Posting, Shown, a_registration, an_event

LEFT: dict[str, Any] = {"left_on": "2017-07-14", "kind": "planned", "reason": "employment"}

FACTS = """
SELECT type, data FROM log WHERE key = $1 AND topic = 'participant.enrolment.v1' ORDER BY aggversion
"""


@pytest.fixture
def context(participants: Running) -> ServiceContext:
    found: ServiceContext = participants.app.state.context
    return found


@pytest.fixture
async def bus(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(f"{database.server}/{BUS}")
    yield connection
    await connection.close()


async def announced(bus: asyncpg.Connection, enrolment: str, post: Posting, subject: str) -> list[Any]:
    """The follow-ups announced as due for an enrolment. Facts about it arrive in their order: once the one
    that is posted here is on the bus, so is everything before it."""
    await post(an_event("followed-up", subject, {"status": "not_in_work"}))

    async def types() -> list[str]:
        return [row["type"] for row in await bus.fetch(FACTS, UUID(enrolment))]

    await eventually(types, until=lambda found: bool(found) and "followed-up" in found[-1])
    rows = await bus.fetch(FACTS, UUID(enrolment))
    return [orjson.loads(row["data"]) for row in rows if row["type"] == "cymru.dolen.follow-up.due.v1"]


async def test_a_follow_up_falls_due_six_months_after_leaving_and_is_announced_once(
    post: Posting, context: ServiceContext, bus: asyncpg.Connection
) -> None:
    registered, _ = await post(a_registration("D1"), an_event("exited", "D1", LEFT))
    await announce_due_follow_ups(context)
    await announce_due_follow_ups(context)
    (due,) = await announced(bus, registered["enrolment"], post, "D1")
    assert (due["opens_on"], due["due_on"], due["closes_on"]) == ("2017-12-31", "2018-01-14", "2018-02-11")


@pytest.mark.parametrize("left", [{"left_on": "2190-01-01"}, {"reason": "died", "left_on": "2017-07-14"}, {}])
async def test_nobody_is_due_before_the_day_nor_who_died_nor_who_left_nobody_knows_when(
    post: Posting, context: ServiceContext, bus: asyncpg.Connection, left: dict[str, Any]
) -> None:
    registered, _ = await post(a_registration("D2"), an_event("exited", "D2", left))
    await announce_due_follow_ups(context)
    assert await announced(bus, registered["enrolment"], post, "D2") == []


async def test_follow_ups_are_announced_in_portions_until_none_is_left(
    post: Posting, context: ServiceContext, bus: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "FOLLOW_UPS_AT_ONCE", 2)
    subjects = [f"D3-{number}" for number in range(5)]
    results = await post(
        *(a_registration(subject) for subject in subjects),
        *(an_event("exited", subject, LEFT) for subject in subjects),
    )
    await announce_due_follow_ups(context)
    for subject, result in zip(subjects, results, strict=False):
        assert len(await announced(bus, result["enrolment"], post, subject)) == 1


async def test_a_follow_up_that_falls_due_while_a_batch_is_taken_in_is_announced_once(
    post: Posting, context: ServiceContext, bus: asyncpg.Connection, database: Database
) -> None:
    """The batch has loaded the enrolment when the timer takes the follow-up, and saves it afterwards."""
    held = await asyncpg.connect(f"{database.server}/participants")
    (registered, _) = await post(a_registration("D4"), an_event("exited", "D4", LEFT))
    transaction = held.transaction()
    await transaction.start()
    await held.execute("LOCK TABLE participant IN SHARE MODE")
    batch = asyncio.ensure_future(
        post(a_registration("D5"), an_event("followed-up", "D4", {"status": "in_work"}))
    )
    waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'participant'::regclass AND NOT granted"
    await eventually(partial(held.fetchval, waiting), until=(1).__le__)
    await announce_due_follow_ups(context)
    await transaction.rollback()
    await held.close()
    assert {each["status"] for each in await batch} == {"accepted"}
    await announce_due_follow_ups(context)
    assert len(await announced(bus, registered["enrolment"], post, "D4")) == 1


async def test_a_programme_that_nobody_knows_any_more_holds_up_no_other_programmes_follow_ups(
    post: Posting,
    context: ServiceContext,
    bus: asyncpg.Connection,
    second_programme: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of_gone, of_oows, *_ = await post(
        a_registration("D6", programme=second_programme),
        a_registration("D7"),
        an_event("exited", "D6", {**LEFT, "left_on": "2016-01-01"}),
        an_event("exited", "D7", LEFT),
    )
    oows = programmes.programme("oows")
    with monkeypatch.context() as without_file:
        without_file.setattr(programmes, "_programmes", lambda: {"oows": oows})
        await announce_due_follow_ups(context)
        assert len(await announced(bus, of_oows["enrolment"], post, "D7")) == 1
    await announce_due_follow_ups(context)
    assert len(await announced(bus, of_gone["enrolment"], post, "D6")) == 1


async def test_the_status_that_stands_is_shown_with_its_day_whatever_is_told_later(
    post: Posting, participants: Running, bearer: Tokens, provider: UUID
) -> None:
    found = (("in_work", "2018-01-20"), ("not_in_work", "2018-01-10"), ("not_followed_up", "2018-02-01"))
    registered, *_ = await post(
        a_registration("D8"),
        an_event("exited", "D8", LEFT),
        *(
            an_event("followed-up", "D8", {"status": status, "observed_on": observed_on})
            for status, observed_on in found
        ),
    )
    later = an_event("followed-up", "D8", {"status": "not_in_work", "observed_on": "2018-01-15"})
    assert [each["status"] for each in await post(later)] == ["accepted"]
    shown = await participants.client.get(
        f"/v1/participants/{registered['participant']}", headers=bearer("provider", provider)
    )
    (enrolment,) = shown.json()["enrolments"]
    assert (enrolment["follow_up"], enrolment["follow_up_on"]) == ("in_work", "2018-01-20")


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"status": "in_work"}, ["in_education_or_training", "qualification_gained"]),
        (
            {"status": "not_followed_up", "in_education_or_training": "not_followed_up"},
            ["qualification_gained", "tried_by"],
        ),
        (
            {
                "status": "not_in_work",
                "in_education_or_training": "yes",
                "qualification_gained": "not_followed_up",
            },
            [],
        ),
        (
            {
                "status": "not_followed_up",
                "in_education_or_training": "not_followed_up",
                "qualification_gained": "not_followed_up",
                "tried_by": ["phone", "letter"],
            },
            [],
        ),
    ],
)
async def test_three_questions_are_asked_separately_and_a_report_says_what_it_lacks(
    post: Posting, shown: Shown, told: dict[str, Any], missing: list[str]
) -> None:
    registered, *_ = await post(
        a_registration("D9"), an_event("exited", "D9", LEFT), an_event("followed-up", "D9", told)
    )
    (enrolment,) = (await shown(registered))["enrolments"]
    (record,) = [each for each in enrolment["records"] if each["kind"] == "followed-up"]
    assert (record["answers"], record["missing"]) == (told, missing)


async def test_a_question_takes_no_other_answer(post: Posting) -> None:
    _, _, refused = await post(
        a_registration("D10"),
        an_event("exited", "D10", LEFT),
        an_event("followed-up", "D10", {"status": "in_work", "qualification_gained": "not_known"}),
    )
    assert refused["problem"]["errors"][0]["pointer"] == "/data/qualification_gained"
