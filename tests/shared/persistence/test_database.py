"""Which errors tell that the server is gone, which pass by themselves, and which are the statement's own."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from shared.persistence.database import engine, is_connection_lost, is_transient
from tests.shared.kit import Kit

LOST = [
    ConnectionRefusedError(),
    TimeoutError(),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InternalClientError("cannot switch to state 15"),
    asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.DiskFullError("could not extend file"),
    PoolExhausted("QueuePool limit of size 8 overflow 8 reached"),
]
PASSING = [asyncpg.SerializationError("could not serialize"), asyncpg.DeadlockDetectedError("deadlock")]
OWN = [
    asyncpg.DataError("value out of range"),
    asyncpg.InterfaceError("the server expects 1 argument for this query, 2 were passed"),
    asyncpg.UniqueViolationError("duplicate key value violates unique constraint"),
    asyncpg.UndefinedTableError("relation does not exist"),
    asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
    ValueError(),
    ZeroDivisionError(),
]


@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error).__name__)
def test_a_server_that_is_gone_or_cannot_serve_is_lost_and_may_be_tried_again(error: Exception) -> None:
    assert is_connection_lost(error)
    assert is_transient(error)


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_giving_way_to_another_transaction_passes_and_is_no_loss(error: Exception) -> None:
    assert is_transient(error)
    assert not is_connection_lost(error)


@pytest.mark.parametrize("error", OWN, ids=lambda error: type(error).__name__)
def test_an_error_of_the_statement_is_neither(error: Exception) -> None:
    assert not is_transient(error)
    assert not is_connection_lost(error)


async def test_the_same_holds_for_what_sqlalchemy_wraps(kit: Kit) -> None:
    pool = engine(kit.url, pool_size=1)
    statements = {
        "SELECT pg_terminate_backend(pg_backend_pid())": (True, True),
        "SELECT CAST(:number AS int)": (False, False),
        "SELECT FROM nowhere": (False, False),
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$": (False, True),
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$": (True, True),
    }
    for statement, expected in statements.items():
        async with pool.connect() as connection:
            bound = {"number": 2**40} if ":number" in statement else {}
            with pytest.raises(DBAPIError) as failed:
                await connection.execute(text(statement), bound)
            assert (is_connection_lost(failed.value), is_transient(failed.value)) == expected, statement
            await connection.invalidate()
    await pool.dispose()


async def test_a_value_that_does_not_fit_is_the_statements_own_whatever_it_says(kit: Kit) -> None:
    with pytest.raises(asyncpg.DataError, match="closed") as failed:
        await kit.rows.fetch("SELECT $1::int", "closed")
    assert not is_transient(failed.value)
    pool = engine(kit.url, pool_size=1)
    async with pool.connect() as connection:
        with pytest.raises(DBAPIError) as wrapped:
            await connection.exec_driver_sql("SELECT $1::int", ("closed",))
    assert not is_transient(wrapped.value)
    await pool.dispose()


async def test_a_server_that_cannot_be_reached_is_lost() -> None:
    pool = engine("postgresql://nobody:x@127.0.0.1:1/none", pool_size=1)
    with pytest.raises(OSError, match=r".") as failed:
        await pool.connect()
    assert is_connection_lost(failed.value)
    await pool.dispose()


async def test_an_error_says_nothing_of_what_was_bound(kit: Kit) -> None:
    pool = engine(kit.url, pool_size=1)
    async with pool.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("SELECT :person FROM nowhere"), {"person": "QQ123456C"})
    assert "QQ123456C" not in str(failed.value)
    await pool.dispose()
