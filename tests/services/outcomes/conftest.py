"""Telling outcomes facts, and asking it as somebody."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.outcomes.reactions import reactions
from shared.messaging.fact import Fact
from tests.conftest import Running, Tokens

Tell = Callable[..., Awaitable[None]]
Ask = Callable[..., Awaitable[Any]]
Figures = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def tell(outcomes: Running) -> Tell:
    """Hands over facts as the consumer does: all that are named together come in one batch."""

    async def told(*facts: Fact) -> None:
        async with outcomes.app.state.context.begin_as_worker() as work:
            await reactions.react(work, [(fact.type, fact.model_dump_json().encode()) for fact in facts])

    return told


@pytest.fixture
def ask(outcomes: Running, bearer: Tokens) -> Ask:
    """Asks as a provider's lead: what is answered."""

    async def answer(provider: UUID, path: str, **parameters: str) -> Any:
        asked = await outcomes.client.get(f"/v1/{path}", params=parameters, headers=bearer("lead", provider))
        assert asked.status_code == 200, asked.text
        return asked.json()

    return answer


@pytest.fixture
def announced(outcomes: Running) -> Callable[[UUID], Awaitable[list[dict[str, Any]]]]:
    """What was announced about an enrolment, in order: the type's last words and the data."""

    async def of(enrolment: UUID) -> list[dict[str, Any]]:
        async with outcomes.app.state.context.begin_as_worker() as work:
            connection = await work.connection()
            rows = await connection.fetch(
                "SELECT type, data FROM outbox WHERE key = $1 ORDER BY seq", enrolment
            )
        return [{"fact": row["type"].split(".")[3], **orjson.loads(row["data"])} for row in rows]

    return of


@pytest.fixture
def figures(ask: Ask) -> Figures:
    """A table of a provider's own people as of January 2019, now or as known at an instant."""

    async def asked(provider: UUID, table: str, known_at: str | None = None) -> dict[str, Any]:
        then = {} if known_at is None else {"known-at": known_at}
        answer: dict[str, Any] = await ask(
            provider, f"aggregates/{table}", programme="oows", **{"as-of": "2019-01-31"}, **then
        )
        return answer

    return asked
