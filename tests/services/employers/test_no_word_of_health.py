"""Words of health, substances and justice, put into every text of every form of a participant, appear in
nothing that employers keeps or tells."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg

from services.participants.commands.batch import Accepted
from services.participants.forms.registry import FORMS
from services.participants.schemas.intake import PREFIX, read
from shared.contracts.participant import TOPIC
from shared.refusal import Refusal
from tests.conftest import Database
from tests.docs.test_examples import OF_PMW, examples
from tests.histories.in_memory_participants import KEYS, NOW, PROVIDER, InMemoryParticipants
from tests.services.bus import Bus
from tests.services.employers.conftest import Staff
from tests.services.participants.conftest import an_event

WORD = "Canary-relapse-heroin-prison"
NAMES_SOMETHING = {"programme", "local_authority", "value", "also_came"}
"""What is looked up once the form is read: another word would be refused."""
READY = {
    "agreed_by_participant": True,
    "agreed_by_mentor": True,
    "kinds": ["work_experience"],
    "note": WORD,
}


def is_read(event: Any) -> bool:
    try:
        read(event, organisation=str(PROVIDER), now=NOW, keys=KEYS)
    except Refusal:
        return False
    return True


def places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every text of a form, by what holds it and where."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if key in NAMES_SOMETHING:
            continue
        if isinstance(value, str):
            yield part, key
        elif isinstance(value, dict | list):
            yield from places(value)


def with_words(event: Any) -> int:
    """Put the word in place of every text for which the form takes another, and count them."""
    count = 0
    for part, key in list(places(event["data"])):
        before, part[key] = part[key], WORD
        if is_read(event):
            count += 1
        else:
            part[key] = before
    return count


async def test_no_word_of_a_participants_forms_reaches_employers(
    database: Database, bus: Bus, own_staff: Staff
) -> None:
    subject = f"W-{uuid4().hex[:8]}"
    story: list[Any] = sorted(examples(), key=lambda event: str(event["time"]))
    story = [
        each
        for each in story
        if each["type"].removeprefix(PREFIX).removesuffix(".v1") in FORMS.keys() - OF_PMW
    ]
    counts = {each["type"]: with_words(each) for each in story}
    assert sum(counts.values()) > 30
    door = InMemoryParticipants(subject, first_id=uuid4().int >> 8)
    told = [{**each, "subject": subject, "id": uuid4().hex} for each in story]
    told.append(an_event("ready-for-placement", subject, READY, time="2020-01-06T10:00:00+00:00"))
    outcomes = door.post(*told)
    assert all(isinstance(each, Accepted) for each in outcomes), outcomes
    await bus.tell(*(fact for fact in door.facts if fact.topic == TOPIC))

    offer = await own_staff.opportunity(lot=door.enrolment.lot)
    path = f"/v1/opportunities/{offer['id']}"
    person = str(door.enrolment.participant_id)
    answers: list[Any] = [
        await own_staff.get("/v1/ready", limit=500),
        await own_staff.get(f"/v1/ready/{door.enrolment.id}/matches", limit=500),
        await own_staff.get(f"{path}/matches", limit=500),
        await own_staff.post(f"{path}/offers", {}, expects=200),
        await own_staff.get("/v1/placements", limit=500),
    ]
    assert person in str(answers[0])
    assert person in str(answers[3]["offers"])
    assert WORD not in str(answers)
    assert await tables_with(database, WORD) == set()


async def tables_with(database: Database, word: str) -> set[str]:
    """The tables of employers in which a word stands."""
    connection = await asyncpg.connect(f"{database.server}/employers")
    try:
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        found = set()
        for name in (row["relname"] for row in tables):
            for row in await connection.fetch(f'SELECT * FROM "{name}"'):
                held = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
                if word.encode() in held:
                    found.add(name)
    finally:
        await connection.close()
    return found
