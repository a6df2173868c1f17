"""What is announced is written with what it tells of, numbered 1, 2, 3 … per key in the order of `seq`."""

import asyncio
from uuid import UUID, uuid4

import orjson
import pytest

from shared.messaging.outbox import Trace
from shared.unit_of_work import UnitOfWork
from tests.shared.kit import Kit, a_caller, a_key_ring, an_envelope, within
from tests.shared.notes.facts import MONDAY, Noted

pytestmark = pytest.mark.parametrize("kit", ["postgres"], indirect=True)  # it never gets to the bus


async def versions_by_seq(kit: Kit, key: UUID) -> list[int]:
    rows = await kit.rows.fetch("SELECT aggversion FROM outbox WHERE key = $1 ORDER BY seq", key)
    return [row["aggversion"] for row in rows]


async def test_announcers_of_one_key_at_once_number_their_facts_without_gaps_in_order(kit: Kit) -> None:
    key = uuid4()
    await asyncio.gather(*(kit.announce(key, "a", "b", "c") for _ in range(30)))
    assert await versions_by_seq(kit, key) == list(range(1, 91))


async def test_announcers_of_many_keys_in_any_order_do_not_deadlock(kit: Kit) -> None:
    one, other = uuid4(), uuid4()

    async def both(*keys: UUID) -> None:
        async with kit.work() as work:
            work.announce(*(fact for key in keys for fact in Noted.of(key, "a")))

    await asyncio.gather(*(both(*((one, other) if n % 2 else (other, one))) for n in range(30)))
    assert await versions_by_seq(kit, one) == await versions_by_seq(kit, other) == list(range(1, 31))


async def test_a_work_that_fails_leaves_no_fact_and_no_gap(kit: Kit) -> None:
    key = uuid4()
    await kit.announce(key, "first")

    async def fail(work: UnitOfWork) -> None:
        work.announce(*Noted.of(key, "never"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await within(kit.work(), fail)
    await kit.announce(key, "second")
    assert await versions_by_seq(kit, key) == [1, 2]
    assert await kit.waiting() == 2


async def test_a_transaction_that_is_undone_after_it_numbered_its_facts_leaves_no_gap(kit: Kit) -> None:
    key = uuid4()

    async def fail(work: UnitOfWork) -> None:
        connection = await work.connection()
        await kit.outbox.record(connection, Noted.of(key, "never"), recorded_at=MONDAY, trace=Trace())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await within(kit.work(), fail)
    await kit.announce(key, "first")
    assert await versions_by_seq(kit, key) == [1]


async def test_facts_are_the_last_rows_a_work_writes(kit: Kit) -> None:
    seen: list[int] = []

    class Watched(type(kit.outbox)):  # type: ignore[misc]
        async def record(self, connection: object, *args: object, **more: object) -> None:
            seen.append(await connection.fetchval("SELECT count(*) FROM note"))  # type: ignore[attr-defined]
            await super().record(connection, *args, **more)

    caller = a_caller()
    work = UnitOfWork(kit.engine, caller=caller, now=MONDAY, outbox=Watched("notes"), keys=a_key_ring())
    async with work:
        work.announce(*Noted.of(uuid4(), "announced first"))
        connection = await work.connection()
        await connection.execute("INSERT INTO note VALUES ($1, $2, 'w')", uuid4(), caller.organisation)
    assert seen == [1]


async def test_a_fact_carries_where_it_comes_from_and_both_times(kit: Kit) -> None:
    key, cause = uuid4(), uuid4()
    trace = Trace(correlation_id="c-1", causation_id=str(cause), traceparent="00-1-2-3")
    async with UnitOfWork(
        kit.engine, caller=a_caller(), now=MONDAY, outbox=kit.outbox, keys=a_key_ring(), trace=trace
    ) as work:
        work.announce(*Noted.of(key, "w"))
    row = await kit.rows.fetchrow("SELECT * FROM outbox")
    assert row is not None
    event = an_envelope(key, id=row["event_id"], headers=row["headers"], data=row["data"]).cloudevent()
    assert event == {
        "specversion": "1.0",
        "id": str(row["event_id"]),
        "source": "urn:dolen:notes",
        "type": Noted.type,
        "subject": str(key),
        "partitionkey": str(key),
        "aggversion": 1,
        "datacontenttype": "application/json",
        "time": "2018-03-05T09:30:00+00:00",
        "recordedat": "2018-03-05T09:30:00+00:00",
        "correlationid": "c-1",
        "causationid": str(cause),
        "traceparent": "00-1-2-3",
        "data": orjson.loads(row["data"]),
    }
