"""What somebody sees who gets at the database itself: nothing without a context, and no person in a dump."""

import asyncpg

from tests.conftest import Database
from tests.services.employers.conftest import People, Staff, an_employer_body, an_opportunity_body

PROTECTED = {
    "employer_contact",
    "employer_engagement",
    "placement",
    "placement_history",
    "known_participant",
    "ready_person",
    "idempotency",
}


async def test_what_tells_of_people_is_under_forced_row_level_security(database: Database) -> None:
    connection = await asyncpg.connect(database.run_config.database_url("employers_app", "employers"))
    rows = await connection.fetch("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    await connection.close()
    assert {row["relname"] for row in rows} >= PROTECTED


async def test_without_a_context_nothing_about_people_is_seen(
    database: Database, staff: Staff, people: People
) -> None:
    [person] = await people(1)
    await staff.propose(await staff.opportunity(), person)
    connection = await asyncpg.connect(database.run_config.database_url("employers_app", "employers"))
    counts = {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in PROTECTED}
    await connection.close()
    assert counts == dict.fromkeys(PROTECTED, 0)


async def test_names_notes_and_reasons_are_nowhere_in_plain_text(
    database: Database, staff: Staff, people: People
) -> None:
    """The requests carry an Idempotency-Key, so that kept answers are searched as well."""
    [person] = await people(1)
    employer = await staff.post("/v1/employers", an_employer_body(), key=f"employer-{person.enrolment}")
    offer = await staff.post("/v1/opportunities", an_opportunity_body(employer["id"]))
    placed = await staff.propose(offer, person)
    note = {"kind": "call", "note": "Canary note"}
    await staff.post(f"/v1/employers/{offer['employer_id']}/engagements", note, key=f"note-{offer['id']}")
    end = {"by": "participant", "reason": "Canary relapse"}
    path = f"/v1/placements/{placed['id']}/end-early"
    await staff.post(path, end, seen=1, key=f"end-{placed['id']}", expects=200)
    connection = await asyncpg.connect(f"{database.server}/employers")
    tables = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    found = []
    for name in sorted(row["relname"] for row in tables):
        for row in await connection.fetch(f'SELECT * FROM "{name}"'):
            held = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in row.values())
            found += [name] if b"canary" in held.lower() or b"960 001" in held else []
    await connection.close()
    assert found == []
