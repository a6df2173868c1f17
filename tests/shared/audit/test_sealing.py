"""A reading that was changed, dropped, reordered, added later or back-dated is found, whoever did it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from shared.audit import anchors, sealing, verification
from shared.audit.readings import AccessPoint, NothingChecked, Shown
from shared.auth import Caller, Permitted
from shared.auth.role_policy import Precision, RolePolicy, Scope
from shared.clock import now
from tests.conftest import Database
from tests.shared.kit import Kit

POLICY = RolePolicy(Scope.OWN_ORGANISATION, Precision.EXACT, permissions=frozenset({"notes"}))
PROVIDER = UUID(int=5)
KEY, ANOTHERS = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


def a_reader() -> Caller:
    return Caller("provider", PROVIDER, frozenset(), frozenset(), "provider:crm", POLICY)


async def read(kit: Kit, *people: UUID) -> None:
    """Read about people, all in one transaction."""
    async with kit.work(a_reader()) as work:
        work.readings.note(["identity"], [Shown(PROVIDER, participant=each) for each in people])
        work.readings.point = AccessPoint("GET /v1/notes", Permitted("notes"))


async def seal(kit: Kit) -> int:
    async with kit.work() as work:
        return await sealing.seal(await work.connection())


@pytest.fixture
async def anchoring(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """The database of anchors, as the application reaches it."""
    connection = await asyncpg.connect(database.run_config.database_url("audit_app", "audit"))
    yield connection
    await connection.close()


class Chain:
    """A chain of three segments of two readings, which is anchored."""

    def __init__(self, kit: Kit, anchoring: asyncpg.Connection) -> None:
        self.kit, self.anchoring, self.service = kit, anchoring, f"notes-{uuid4().hex[:8]}"

    async def make(self) -> None:
        for _ in range(3):
            await read(self.kit, uuid4(), uuid4())
            assert await seal(self.kit) == 2
            await self.anchor()

    async def anchor(self, key: Any = KEY) -> None:
        last = await anchors.head(self.kit.rows)
        assert last is not None
        await anchors.anchor(self.anchoring, self.service, last, key=key, at=now())

    async def faults(self) -> list[int]:
        """The segments of which something is wrong."""
        recomputed = await verification.segments(self.kit.rows)
        anchored = await anchors.all_anchors(self.anchoring, self.service)
        return [each.segment for each in verification.faults(recomputed, anchored, KEY.public_key())]


@pytest.fixture
async def chain(kit_over_postgres: Kit, anchoring: asyncpg.Connection) -> Chain:
    made = Chain(kit_over_postgres, anchoring)
    await made.make()
    return made


async def test_what_nobody_touched_is_in_order(chain: Chain) -> None:
    assert await chain.faults() == []
    assert await seal(chain.kit) == 0, "nothing new, no segment"


_SECOND = (
    "(SELECT min(seq) FROM reading WHERE xid >= (SELECT from_xid FROM reading_segment WHERE number = 2))"
)


@pytest.mark.parametrize(
    "tampering",
    [
        f"UPDATE reading SET purpose = 'support' WHERE seq = {_SECOND}",
        f"UPDATE reading SET user_id = '' WHERE seq = {_SECOND}",
        f"UPDATE reading SET read_at = read_at - interval '1 second' WHERE seq = {_SECOND}",
        f"DELETE FROM reading WHERE seq = {_SECOND}",
        f"UPDATE reading SET participant = other.participant FROM reading AS other"
        f" WHERE reading.seq IN ({_SECOND}, {_SECOND} + 1) AND other.seq IN ({_SECOND}, {_SECOND} + 1)"
        f" AND other.seq <> reading.seq",
        f"INSERT INTO reading (xid, organisation, role, client, permission, purpose, route, provider, fields,"
        f" things, outcome) SELECT xid, organisation, role, client, permission, purpose, route, provider,"
        f" fields, things, outcome FROM reading WHERE seq = {_SECOND}",
        "UPDATE reading_segment SET readings = 1 WHERE number = 2",
    ],
    ids=["changed", "emptied", "moved in time", "dropped", "reordered", "added later", "recounted"],
)
async def test_what_the_owner_of_the_database_changes_is_found(chain: Chain, tampering: str) -> None:
    await chain.kit.rows.execute(tampering)
    assert 2 in await chain.faults()


async def test_a_segment_that_is_dropped_is_missed(chain: Chain) -> None:
    await chain.kit.rows.execute("DELETE FROM reading_segment WHERE number = 3")
    assert await chain.faults() == [3]
    await chain.kit.rows.execute("DELETE FROM reading_segment WHERE number = 1")
    assert {1, 2} <= set(await chain.faults())


async def test_whoever_seals_anew_what_he_changed_is_found_by_the_anchors(chain: Chain) -> None:
    rows = chain.kit.rows
    await rows.execute("DELETE FROM reading_segment")
    await rows.execute("DELETE FROM reading WHERE seq = 1")
    async with chain.kit.work() as work:
        await sealing.seal(await work.connection())
    assert 1 in await chain.faults()


async def test_an_anchor_that_another_key_signed_is_none_of_ours(chain: Chain) -> None:
    await read(chain.kit, uuid4())
    await seal(chain.kit)
    await chain.anchor(key=ANOTHERS)
    assert await chain.faults() == [4]


async def test_a_back_dated_reading_is_found(chain: Chain) -> None:
    await chain.kit.rows.execute(
        "INSERT INTO reading (read_at, organisation, role, client, permission, purpose, route, provider,"
        " fields, things, outcome) SELECT read_at - interval '1 day', organisation, role, client, permission,"
        " purpose, route, provider, fields, things, outcome FROM reading ORDER BY seq LIMIT 1"
    )
    assert await seal(chain.kit) == 1
    await chain.anchor()
    assert await chain.faults() == [4]


async def test_a_later_transaction_that_commits_first_is_not_sealed_before_the_earlier_one(
    chain: Chain,
) -> None:
    async with chain.kit.work(a_reader()) as slow:
        await (await slow.connection()).execute("SELECT pg_current_xact_id()")
        await read(chain.kit, uuid4())
        assert await seal(chain.kit) == 0, "an earlier transaction could still add to it"
        slow.readings.note(["identity"], [Shown(PROVIDER, participant=uuid4())])
        slow.readings.point = AccessPoint("GET /v1/notes", Permitted("notes"))
    assert await seal(chain.kit) == 2
    await chain.anchor()
    assert await chain.faults() == []
    assert await sealing.late_readings(chain.kit.rows) == 0


async def test_a_reading_that_turns_up_below_a_sealed_boundary_raises_the_alarm(chain: Chain) -> None:
    await chain.kit.rows.execute(
        "INSERT INTO reading (xid, organisation, role, client, permission, purpose, route, provider, fields,"
        " things, outcome) SELECT xid, organisation, role, client, permission, purpose, route, provider,"
        " fields, things, outcome FROM reading ORDER BY seq LIMIT 1"
    )
    assert await sealing.late_readings(chain.kit.rows) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE anchor SET readings = 0", "DELETE FROM anchor", "TRUNCATE anchor"]
)
async def test_the_application_can_only_add_anchors(anchoring: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await anchoring.execute(statement)


async def test_who_checked_no_permission_reads_nothing(kit_over_postgres: Kit) -> None:
    async def unchecked() -> None:
        async with kit_over_postgres.work(a_reader()) as work:
            work.readings.note(["identity"], [Shown(PROVIDER, participant=uuid4())])
            work.readings.point = AccessPoint("GET /v1/notes", None)

    with pytest.raises(NothingChecked):
        await unchecked()
    assert await kit_over_postgres.rows.fetchval("SELECT count(*) FROM reading") == 0
