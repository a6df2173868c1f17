"""The service context: the long-lived parts of a service process, and the dependencies by which a request
gets a unit of work in its caller's context."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

import httpx
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.audit.readings import AccessPoint
from shared.auth.caller import Caller, worker
from shared.auth.permission import Authenticated, Permitted
from shared.auth.service_tokens import ServiceTokens
from shared.clock import now
from shared.field_encryption.key_ring import KeyRing
from shared.messaging.outbox import Outbox, Trace
from shared.reading_watch import ReadingWatch
from shared.settings import ServiceSettings
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """The long-lived parts of one service process."""

    service: str
    settings: ServiceSettings
    engine: AsyncEngine
    outbox: Outbox
    keys: KeyRing
    tokens: ServiceTokens | None
    http: httpx.AsyncClient
    reading_watch: ReadingWatch

    def begin(self, caller: Caller, trace: Trace | None = None) -> UnitOfWork:
        """Return a unit of work for `caller`, at the present instant."""
        return UnitOfWork(
            self.engine,
            caller=caller,
            now=now(),
            outbox=self.outbox,
            keys=self.keys,
            trace=trace,
            reading_watch=self.reading_watch,
        )

    def begin_as_worker(self, trace: Trace | None = None) -> UnitOfWork:
        """Return a unit of work for the platform itself: a fact arrived, or time passed."""
        return self.begin(worker(self.service), trace)


def service_context(request: Request) -> ServiceContext:
    """Return the context of the service that a request has come to."""
    context: ServiceContext = request.app.state.context
    return context


ServiceContextDep = Annotated[ServiceContext, Depends(service_context)]


async def _work(
    request: Request, caller: Authenticated, context: ServiceContextDep
) -> AsyncIterator[UnitOfWork]:
    trace = Trace(
        correlation_id=request.headers.get("x-correlation-id"),
        traceparent=request.headers.get("traceparent"),
    )
    async with context.begin(caller, trace) as work:
        try:
            yield work
        finally:
            permitted: Permitted | None = getattr(request.state, "permitted", None)
            work.readings.point = AccessPoint(f"{request.method} {request.scope['route'].path}", permitted)


# scope="function": committed before the answer is sent, or a failing commit would still answer 201
UnitOfWorkDep = Annotated[UnitOfWork, Depends(_work, scope="function")]
"""The unit of work of a request, committed when its route returns."""
