"""What is told of a person is nowhere in the clear, in no database, file or log; and once they are erased it
cannot be read in any service, in no backup, dead letter or replay, while the figures stay."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import httpx
import pytest

from deploy.topology import DATABASES, SERVICES
from shared.field_encryption import person_keys
from shared.field_encryption.key_files import KeyMissing
from shared.field_encryption.key_ring import KeyRing
from tests.eventually import eventually
from tests.journeys.followed_person import CANARIES, REFERENCE, Followed, accepted, follow, registered
from tests.journeys.one_person import Journey
from tests.journeys.test_replay import dolen
from tests.patience import patient
from tests.platform import Platform
from tests.services.participants.conftest import an_event

SEALING: Final = ("participants", "referrals", "employers")
TABLES: Final = (
    "participation-by-lot", "outcomes-by-lot", "characteristics", "soft-outcomes", "status-and-duration",
)  # fmt: skip


@dataclass(frozen=True)
class Backup:
    """The wrapped data keys of one service, as its backup of some day has them."""

    keys: list[tuple[UUID, int, bytes]]

    def opened(self, keys: KeyRing) -> int:
        """How many of them a key ring opens."""
        found = 0
        for person, version, wrapped in self.keys:
            try:
                found += person_keys.unwrapped(keys, person, version, wrapped) is not None
            except KeyMissing:
                continue
        return found


@pytest.fixture(scope="module")
async def followed(platform: Platform) -> AsyncIterator[Followed]:
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as door:
        yield await follow(Journey(door, platform))


async def test_what_is_told_of_a_person_is_nowhere_in_the_clear(
    platform: Platform, followed: Followed
) -> None:
    assert await in_the_clear(platform, CANARIES) == []
    assert await in_the_clear(platform, ("Platfform",)) == [
        "referrals.partner: b'platfform'",
        "referrals.partner_history: b'platfform'",
    ], "it looks"


async def test_an_erased_person_is_read_nowhere_counted_as_before_and_a_stranger_when_referred_again(
    platform: Platform, followed: Followed
) -> None:
    journey, participant = followed.journey, followed.participant
    path = f"/v1/participants/{participant}"
    assert await followed.status(path, "lead") == 200
    counted = [await journey.table(name) for name in TABLES]
    backups = {service: await _backup(platform, service, followed) for service in SEALING}
    assert all(each.opened(_keys_of_now(platform, name)) for name, each in backups.items())
    await _set_aside_a_fact(platform, followed)
    reason = {"reason": "consent_withdrawn"}
    refused = await journey.door.post(f"{path}/erasure", json=reason, headers=journey.who("provider"))
    assert refused.status_code == 403
    erased = await journey.send("POST", f"{path}/erasure", "lead", reason)

    assert await followed.status(path, "lead") == 404
    await _is_gone(followed, f"/v1/referrals/{followed.referral}", "referrer")
    await _is_gone(followed, f"/v1/referrals/{followed.referral}", "lead")
    await _is_gone(followed, f"/v1/placements/{followed.placement}", "provider")
    assert (await journey.see("/v1/participants", "lead", reference=REFERENCE))["items"] == []
    assert (await journey.again(followed.last)).status_code == 404, "kept answers are sealed as well"
    open_keys = "SELECT count(*) FROM person_key WHERE person = ANY($1::uuid[]) AND wrapped IS NOT NULL"
    for service in SEALING:
        assert await platform.query(service, open_keys, [participant, followed.referral]) == 0
    assert [await journey.table(name) for name in TABLES] == counted
    await _leads_nowhere(platform, followed)
    await _is_in_no_backup(platform, backups)
    await _is_in_no_replay(platform)
    again = await journey.send("POST", f"{path}/erasure", "lead", {"reason": "objected"})
    assert again.json() == erased.json(), "once, for the reason that was given then"

    late = an_event("contact-recorded", REFERENCE, {"kind": "phone"})
    [refusal] = (await journey.door.post("/v1/events", json=[late], headers=_batch(journey))).json()[
        "results"
    ]
    assert refusal["problem"]["code"] == "subject-unknown"
    stranger = await registered(journey, await accepted(journey))
    assert stranger["participant"] != participant
    shown = await journey.see(f"/v1/participants/{stranger['participant']}", "lead")
    assert [record["kind"] for each in shown["enrolments"] for record in each["records"]] == ["registered"]


async def _is_gone(followed: Followed, path: str, role: str) -> None:
    await eventually(lambda: followed.status(path, role), until=lambda status: status == 404)


def _batch(journey: Journey) -> dict[str, str]:
    return {**journey.who("provider"), "Content-Type": "application/cloudevents-batch+json"}


async def _leads_nowhere(platform: Platform, followed: Followed) -> None:
    """In outcomes, where nothing is sealed, and over the graph and subject access; the audit names ids."""
    journey, participant = followed.journey, followed.participant

    async def left_in_outcomes() -> list[str]:
        return await in_the_clear(platform, (participant, followed.enrolment), databases=("outcomes",))

    # the mark that they were erased, and up to which fact their enrolment was heard of
    expected = [
        f"outcomes.announced: {followed.enrolment.encode()!r}",
        f"outcomes.inbox: {followed.enrolment.encode()!r}",
        f"outcomes.person_key: {participant.encode()!r}",
    ]
    found = await eventually(left_in_outcomes, until=lambda seen: "outcomes.record" not in str(seen))
    assert [each for each in found if "outcomes.reading" not in each] == expected
    claims = await journey.see("/v1/claims", "lead", participant=participant)
    assert claims["items"] == []
    assert await followed.status(f"/v1/participants/{participant}/subject-access", "lead") == 404
    query = {"query": f'{{ participant(id: "{participant}") {{ id claims {{ id }} }} }}'}
    asked = await journey.door.post("/graphql", json=query, headers=journey.who("lead"))
    assert asked.json()["data"] in (None, {"participant": None}), asked.text
    read = await journey.see("/v1/audit", "lead", participant=participant)
    assert read["items"]
    assert not [word for word in CANARIES if word.lower() in str(read).lower()]
    sealed = "SELECT NOT EXISTS (SELECT FROM reading WHERE seq > (SELECT max(last_seq) FROM reading_segment))"
    for service in SERVICES:
        await eventually(lambda service=service: platform.query(service, sealed))  # type: ignore[misc]
    verified = await asyncio.to_thread(dolen, platform, "audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


async def _backup(platform: Platform, service: str, followed: Followed) -> Backup:
    people = [UUID(followed.participant), UUID(followed.referral)]
    connection = await asyncpg.connect(platform.server(service))
    try:
        rows = await connection.fetch(
            "SELECT person, master_version, wrapped FROM person_key WHERE person = ANY($1::uuid[])", people
        )
    finally:
        await connection.close()
    return Backup([tuple(row) for row in rows])


def _folder(platform: Platform, service: str) -> Path:
    return platform.run_config.keys.of_service(service)


def _keys_of_now(platform: Platform, service: str) -> KeyRing:
    return KeyRing.of_folder(_folder(platform, service), service=service, in_development=True)


async def _is_in_no_backup(platform: Platform, backups: dict[str, Backup]) -> None:
    """Once the master key of its day is rotated and destroyed, a backup opens nobody."""
    for service, backup in backups.items():
        before = sorted(_folder(platform, service).glob("master.*"))
        added = await asyncio.to_thread(
            dolen, platform, "keys", "add-master", str(_folder(platform, service))
        )
        rotated = await asyncio.to_thread(dolen, platform, "keys", "rotate", service)
        assert (added.returncode, rotated.returncode) == (0, 0), rotated.stdout + rotated.stderr
        for each in before:
            each.unlink()
        assert backup.opened(_keys_of_now(platform, service)) == 0


async def _set_aside_a_fact(platform: Platform, followed: Followed) -> None:
    """Let outcomes have set aside what it was told when they registered, as if it could not be applied."""
    columns = 'event_id, topic, partition, "offset", key, aggversion, type, headers, data'
    log = await asyncpg.connect(platform.server("bus"))
    outcomes = await asyncpg.connect(platform.server("outcomes"))
    try:
        fact = await log.fetchrow(
            f"SELECT {columns} FROM log WHERE key = $1 AND type LIKE '%participant.registered%'",
            UUID(followed.enrolment),
        )
        assert fact is not None
        await outcomes.execute(
            f"INSERT INTO dead_letter ({columns}, reason, error, attempts)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'poison', 'DataError', 3)",
            *fact,
        )
    finally:
        await log.close()
        await outcomes.close()


async def _is_in_no_replay(platform: Platform) -> None:
    """Told every fact again, outcomes knows what it knows now."""
    replayed = await asyncio.to_thread(dolen, platform, "replay", "outcomes")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr


async def in_the_clear(
    platform: Platform, words: tuple[str, ...], *, databases: tuple[str, ...] = tuple(DATABASES)
) -> list[str]:
    """Where any of the words stands: in which table of which database, the bus among them, or in which file
    of the run that is not the database's own."""
    wanted = [word.lower().encode() for word in words]
    found = []
    for database in databases:
        connection = await asyncpg.connect(platform.server(database))
        try:
            names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for name in sorted(row["tablename"] for row in names):
                for row in await connection.fetch(f'SELECT * FROM "{name}"'):
                    held = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in row.values())
                    found += [f"{database}.{name}: {word!r}" for word in wanted if word in held.lower()]
        finally:
            await connection.close()
    if databases != tuple(DATABASES):
        return sorted(set(found))
    home = platform.run_config.home
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.relative_to(home).parts[0] != "postgres":
            held = path.read_bytes().lower()
            found += [f"{path.relative_to(home)}: {word!r}" for word in wanted if word in held]
    return sorted(set(found))
