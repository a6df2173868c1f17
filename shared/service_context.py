"""What every request of a service is handed: a unit of work in its caller's context."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

import httpx
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.caller import Caller, worker
from shared.auth.permission import Tokened
from shared.auth.token_verifier import ServiceTokens
from shared.clock import now
from shared.field_encryption import Seal
from shared.messaging.outbox import Outbox, Trace
from shared.settings import ServiceSettings
from shared.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Wiring:
    """The long-lived parts of one service process."""

    service: str
    settings: ServiceSettings
    engine: AsyncEngine
    outbox: Outbox
    seal: Seal
    tokens: ServiceTokens | None
    http: httpx.AsyncClient

    def begin(self, caller: Caller, trace: Trace | None = None) -> Work:
        """A unit of work for `caller`, at the present instant."""
        return Work(self.engine, caller=caller, now=now(), outbox=self.outbox, seal=self.seal, trace=trace)

    def begin_as_worker(self, trace: Trace | None = None) -> Work:
        """A unit of work for the platform itself: a fact arrived, or time passed."""
        return self.begin(worker(self.service), trace)


def wiring(request: Request) -> Wiring:
    held: Wiring = request.app.state.wiring
    return held


WiringOf = Annotated[Wiring, Depends(wiring)]


async def _work(request: Request, caller: Tokened, held: WiringOf) -> AsyncIterator[Work]:
    trace = Trace(
        correlation_id=request.headers.get("x-correlation-id"),
        traceparent=request.headers.get("traceparent"),
    )
    async with held.begin(caller, trace) as work:
        yield work


# scope="function": committed before the answer is sent, or a failing commit would still answer 201
WorkOf = Annotated[Work, Depends(_work, scope="function")]
"""The unit of work of a request, committed when its route returns."""
