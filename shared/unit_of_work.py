"""The unit of work: one transaction in the caller's context, with the facts it announces written last; the
only way to a service's database."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

import asyncpg
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from shared.audit.readings import Readings
from shared.auth.caller import SYSTEM, Caller
from shared.auth.role_policy import Scope
from shared.field_encryption.field_cipher import FieldCipher
from shared.field_encryption.key_ring import KeyRing
from shared.ids import new_id
from shared.messaging.fact import Fact
from shared.messaging.outbox import Outbox, Trace
from shared.persistence.database import is_connection_lost, is_transient
from shared.reading_watch import ReadingWatch
from shared.refusal import Refusal, Unavailable

_CONTEXT = text(
    "SELECT set_config('dolen.role', :role, true), set_config('dolen.organisation', :organisation, true),"
    " set_config('dolen.lots', :lots, true), set_config('dolen.scope', :scope, true),"
    " set_config('dolen.permissions', :permissions, true)"
)


class UnitOfWork:
    """One transaction.

        async with UnitOfWork(...) as work:
            referral = await store.get(work, referral_id)
            …
            work.announce(ReferralAccepted(...))

    Nothing reaches the database until the first statement; row-level security sees the caller from the
    first statement on, and only in this transaction. Leaving without an error writes what was read about
    people and the announced facts, as the last rows, and commits; leaving with one leaves nothing behind but
    whom the caller asked for in vain. Raises Unavailable when the database is lost, or gave way to somebody
    else's transaction: then nothing may be taken as done.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        caller: Caller,
        now: datetime,
        outbox: Outbox,
        keys: KeyRing,
        trace: Trace | None = None,
        reading_watch: ReadingWatch | None = None,
    ) -> None:
        self.caller, self.now = caller, now
        self.cipher = FieldCipher(keys, self.connection)
        self.session = AsyncSession(engine, expire_on_commit=False, autoflush=False)
        self.readings = Readings(caller)
        self._reading_watch = reading_watch
        self._outbox = outbox
        self._trace = trace or Trace()
        self._announced: list[Fact] = []
        self._driver_connection: asyncpg.Connection | None = (
            None  # asking the pool for it anew costs more than a select
        )
        event.listen(self.session.sync_session, "after_begin", self._enter_context)

    def _enter_context(self, _session: Session, _transaction: Any, connection: Connection) -> None:
        connection.execute(
            _CONTEXT,
            {
                "role": self.caller.role,
                "organisation": str(self.caller.organisation),
                "lots": "|".join(sorted(self.caller.lots)),
                "scope": self.caller.policy.scope,
                "permissions": "|".join(self.caller.policy.permissions),
            },
        )

    @contextlib.asynccontextmanager
    async def with_system_role(self) -> AsyncIterator[None]:
        """See and write every row within the block: for handing a row to another organisation, after the rule
        that allows it has been checked."""
        await self.session.flush()
        await self._set_role(SYSTEM)
        try:
            yield
            await self.session.flush()
        except Exception:
            # where the database refuses this too, the transaction has failed and shows nobody anything
            with contextlib.suppress(SQLAlchemyError):
                await self._set_role(self.caller.role)
            raise
        await self._set_role(self.caller.role)

    @contextlib.asynccontextmanager
    async def within_scope(self) -> AsyncIterator[None]:
        """See every row within the block where the caller's role reaches everything, though policies show it
        none of these, and the caller's own where it does not: after the permission has been checked."""
        if self.caller.policy.scope is not Scope.EVERYTHING:
            yield
            return
        async with self.with_system_role():
            yield

    async def _set_role(self, role: str) -> None:
        await self.session.execute(text("SELECT set_config('dolen.role', :role, true)"), {"role": role})

    @staticmethod
    def new_id() -> UUID:
        """Return a fresh id for something that is new in this work."""
        return new_id()

    def announce(self, *facts: Fact) -> None:
        """Publish facts to the other services, once this work is committed and not before."""
        self._announced.extend(facts)

    async def connection(self) -> asyncpg.Connection:
        """Return the driver's own connection in this transaction, for bulk statements."""
        if self._driver_connection is None:
            connection: AsyncConnection = await self.session.connection()
            raw = await connection.get_raw_connection()
            self._driver_connection = cast(asyncpg.Connection, raw.driver_connection)
        return self._driver_connection

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                await self._commit()
            else:
                await self._roll_back(error)
                await self._write_missed(error)
        except Exception as failure:
            await self._roll_back(failure)
            if is_transient(failure):
                raise Unavailable from failure
            raise
        finally:
            await self.session.close()
            # the session and this work know each other, so that neither goes at once: what is large or
            # secret does
            self._announced.clear()
            self.cipher.forget()
        if error is not None and is_transient(error):
            raise Unavailable from error

    async def _commit(self) -> None:
        await self.session.flush()
        if self.readings:
            await self._write_readings()
        if self._announced:
            await self._outbox.record(
                await self.connection(), self._announced, recorded_at=self.now, trace=self._trace
            )
        if self.session.in_transaction():
            await self.session.commit()
        if self._announced:
            self._outbox.signal()

    async def _write_missed(self, error: BaseException) -> None:
        """Write who was asked for in vain, in a transaction of its own: nothing else of this work is left."""
        if isinstance(error, Refusal) and self.readings.keep_missed():
            self._driver_connection = None
            await self._write_readings()
            await self.session.commit()

    async def _write_readings(self) -> None:
        read = self.readings.whose_identity_is_shown()
        if self._reading_watch is not None and read:
            self._reading_watch.note(self.caller, read)
        await self.readings.write(await self.connection(), correlation_id=self._trace.correlation_id)

    async def _roll_back(self, error: BaseException) -> None:
        """Roll back. A connection whose server has died is thrown away and not given to the next caller."""
        if is_connection_lost(error):
            await self.session.invalidate()
            return
        try:
            await self.session.rollback()
        except (DBAPIError, OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            await self.session.invalidate()
