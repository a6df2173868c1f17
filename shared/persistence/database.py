"""Connects to PostgreSQL, by a pool for commands and by single connections for locks and LISTEN, and
classifies its errors: connection lost, transient, or neither."""

from functools import partial

import asyncpg
import orjson
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECT_SECONDS = 5.0
DIALECT = "postgresql+asyncpg://"
"""What SQLAlchemy is told of a database whose address the driver reads."""

CONNECTION_ERRORS: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    # asyncpg raises it when the server dies in the middle of a transaction
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    # its disk is full, its memory or connections are used up, its files cannot be read
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    # no connection was given back to the pool in time
    PoolExhausted,
)
"""The errors that say that the server is gone or cannot serve, and not that the statement was wrong."""


def is_connection_lost(error: BaseException) -> bool:
    """Return whether an error means that the database could not be reached."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and is_connection_lost(error.orig))
    return _is_loss(error) or _is_loss(error.__cause__)


def _is_loss(error: BaseException | None) -> bool:
    # asyncpg says InterfaceError of a closed connection, but of a call with too few values as well: taken
    # for a loss, that one would be tried again for ever.
    if isinstance(error, asyncpg.InterfaceError):
        return "closed" in str(error)
    return isinstance(error, CONNECTION_ERRORS)


def is_transient(error: BaseException) -> bool:
    """Return whether the same statement may succeed when it is simply run again."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return is_connection_lost(error) or is_transient(error.orig.__cause__ or error.orig)
    return is_connection_lost(error) or isinstance(
        error, asyncpg.SerializationError | asyncpg.DeadlockDetectedError
    )


def engine(url: str, *, pool_size: int) -> AsyncEngine:
    """Return a pool of at most `pool_size` connections to the database at `url` (`postgresql://…`). They are
    made as they are needed and kept: to make one costs more than most statements.

    The driver reads the address itself, and what it says of TLS (`sslmode`, `sslrootcert`) with it."""
    return create_async_engine(
        DIALECT,
        async_creator=partial(
            asyncpg.connect,
            url,
            timeout=CONNECT_SECONDS,
            command_timeout=60,
            server_settings={"jit": "off"},
        ),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,
        json_deserializer=orjson.loads,
    )


async def connect(url: str, *, name: str) -> asyncpg.Connection:
    """Make a single connection, to hold a session lock or to listen. `name` shows in pg_stat_activity. Raises
    one of `CONNECTION_ERRORS` when the server cannot be reached."""
    return await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS,
        command_timeout=60,
        server_settings={"application_name": name, "jit": "off"},
    )
