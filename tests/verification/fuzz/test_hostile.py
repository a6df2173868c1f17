"""More than a thousand hostile or broken events and requests: each gets its documented answer, nothing is
stored, and nothing of what was sent comes back or is written to a log."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from services.participants.schemas.event_limits import BatchAbandoned
from shared.web.problems import MEDIA_TYPE, OTHER_FIELD_ERROR
from tests.patience import patient
from tests.platform import a_platform
from tests.verification.fuzz import addresses, bodies, calls, events, modes, rules, stored, tokens
from tests.verification.fuzz.canaries import STEM, Canaries, found_in
from tests.verification.fuzz.case import Case
from tests.verification.fuzz.wire import Answer, send
from tests.verification.fuzz.world import World

AT_ONCE = 16
SEED = 2019

AUDIT = {"reading", "reading_segment", "anchor"}
"""What attacks read is written down, sealed each second and anchored each minute."""


@dataclass(frozen=True)
class Attack:
    """Everything that was sent and answered, and what was there before and after."""

    answers: list[tuple[Case, Answer]]
    empty: stored.Holding
    before: stored.Holding
    after: stored.Holding
    log: Path


@pytest.fixture(scope="module")
async def attack() -> AsyncIterator[Attack]:
    """On a platform of its own, where nothing else changes what is stored."""
    with a_platform() as platform:
        await platform.ready()
        async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as door:
            empty = await stored.holding(platform)
            world = World(door, platform, Canaries(Random(SEED)))
            await world.rebalance()
        before = await stored.at_rest(platform)
        answers = await _answers(list(_all(world)), platform.url)
        after = await stored.at_rest(platform)
        yield Attack(answers, empty, before, after, platform.run_config.log)


def _all(world: World) -> list[Case]:
    made = [
        case
        for room in (events, bodies, modes, calls, rules, addresses, tokens)
        for case in room.cases(world)
    ]
    Random(SEED).shuffle(made)
    return made


async def _answers(cases: list[Case], url: str) -> list[tuple[Case, Answer]]:
    address = urlsplit(url)
    gate = asyncio.Semaphore(AT_ONCE)

    async def answer(case: Case) -> tuple[Case, Answer]:
        async with gate:
            return case, await send(case.request, host=str(address.hostname), port=address.port or 80)

    return list(await asyncio.gather(*map(answer, cases)))


def _wrong(case: Case, answer: Answer) -> str | None:
    """What of an answer is not as documented."""
    if answer.status != case.status:
        return f"{answer.status} {answer.body[:300]!r}"
    if case.request.method == "HEAD":
        return None
    try:
        said = json.loads(answer.body)
    except ValueError:
        return f"not JSON: {answer.body[:300]!r}"
    if not case.results:
        kind = answer.content_type
        return _wrong_problem(case, said) or (None if kind == MEDIA_TYPE else f"kind {kind}")
    results = said["results"]
    if [each["status"] for each in results] != ["rejected"] * (case.results + case.abandoned):
        return f"results: {Counter(each['status'] for each in results)}"
    if case.results == 1 and results[0]["id"] != case.id:
        return f"calls it {results[0]['id']!r}"
    rest = replace(case, code=BatchAbandoned.code, pointer=None, retry=True)
    expected = [case] * case.results + [rest] * case.abandoned
    return next(
        (
            wrong
            for each, of in zip(results, expected, strict=True)
            if (wrong := _wrong_problem(of, each["problem"]))
        ),
        None,
    )


def _wrong_problem(case: Case, problem: dict[str, Any]) -> str | None:
    if problem["code"] != case.code or not problem["title"]:
        return f"problem: {problem}"
    if case.pointer is not None and {each["pointer"] for each in problem["errors"]} != {case.pointer}:
        return f"points to {problem['errors']}"
    if any(each["detail"] == OTHER_FIELD_ERROR for each in problem.get("errors", ())):
        return f"does not say what is wrong: {problem['errors']}"
    if problem.get("retry", False) != case.retry and case.results:
        return f"retry is {problem.get('retry')}"
    return None


async def test_there_are_more_than_a_thousand_cases_of_every_kind(attack: Attack) -> None:
    assert len(attack.answers) > 1_000
    statuses = Counter(case.status for case, _ in attack.answers)
    assert set(statuses) == {200, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 431}


async def test_each_gets_its_documented_answer(attack: Attack) -> None:
    wrong = [f"{case.name}\n    {said}" for case, answer in attack.answers if (said := _wrong(case, answer))]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(attack.answers)}:", *wrong[:50]])


async def test_none_is_answered_with_a_fault(attack: Attack) -> None:
    faults = [case.name for case, answer in attack.answers if not 200 <= answer.status < 500]
    assert not faults, faults[:50]


async def test_nothing_is_stored(attack: Attack) -> None:
    stored = {name for name in attack.after if attack.after[name] != attack.before[name]}
    # whoever is asked for in vain is written down
    assert {name for name in stored if name.partition(".")[2] not in AUDIT} == set()


async def test_storing_would_have_been_seen(attack: Attack) -> None:
    """What was brought about before the attack shows in every database."""
    changed = {name.split(".")[0] for name in attack.before if attack.before[name] != attack.empty[name]}
    assert changed == {"bus", "referrals", "participants", "outcomes", "employers"}


async def test_nothing_of_what_was_sent_comes_back(attack: Attack) -> None:
    leaks = {
        case.name: found
        for case, answer in attack.answers
        if (found := found_in(answer.headers + b"\n" + answer.body))
    }
    assert not leaks, list(leaks.items())[:20]


async def test_nothing_of_what_was_sent_is_in_a_log(attack: Attack) -> None:
    logs = {file: file.read_bytes() for file in attack.log.iterdir()}
    assert sum(text.count(b'"event":"request"') for text in logs.values()) > 1_000, (
        "this is where it would be"
    )
    assert {str(file): found[:20] for file, text in logs.items() if (found := found_in(text))} == {}


def test_a_marker_would_be_found() -> None:
    canaries = Canaries(Random(1))
    assert found_in(f"..{canaries.word()}..{canaries.ni_number()}..{canaries.key()}..".encode())
    assert len(found_in(f"{canaries.word()} {canaries.ni_number()}".encode())) == 2
    assert STEM in canaries.key()
    assert found_in(jwt_like := b"Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.e30.x"), jwt_like
