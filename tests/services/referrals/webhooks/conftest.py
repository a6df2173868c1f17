"""Subscriptions to start from, and the worker's step, driven by hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook

from services.referrals.commands import deliver_webhooks as worker
from services.referrals.commands.deliver_webhooks import Schedule
from shared.clock import now
from tests.conftest import Database, Running, Tokens
from tests.services.referrals.conftest import Partners
from tests.webhook_receiver import Message, Receiver, receiving

Json = dict[str, Any]
WAITS = (5.0, 300.0, 1800.0)


@dataclass
class Worker:
    """The timer's step, at an instant of ours."""

    service: Running
    schedule: Schedule
    monkeypatch: pytest.MonkeyPatch
    at: datetime = field(default_factory=now)

    async def step(self, *, after: float = 0, **differences: object) -> None:
        """Deliver what is due `after` so many seconds more."""
        self.at = max(self.at, now()) + timedelta(seconds=after)
        schedule = replace(self.schedule, **differences)  # type: ignore[arg-type]
        with self.monkeypatch.context() as patch:
            patch.setattr("shared.service_context.now", lambda: self.at)
            await worker.deliver_webhooks(self.service.app.state.context, schedule)


@pytest.fixture
async def receiver(database: Database) -> AsyncIterator[Receiver]:
    async with receiving(database.run_config.webhook_port) as started:
        yield started


@pytest.fixture
def by_hand(referrals: Running, database: Database, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """The process delivers nothing of itself meanwhile."""

    async def nothing(*_: object) -> None:
        """Leave it to the test."""

    monkeypatch.setattr("services.referrals.timers.deliver_webhooks", nothing)
    schedule = Schedule(timeout=5, waits=WAITS, local_port=database.run_config.webhook_port)
    return Worker(referrals, schedule, monkeypatch)


async def moved(referrals: Running, headers: Any, referral: Json, move: str, **body: object) -> Json:
    seen = await referrals.client.get(f"/v1/referrals/{referral['id']}", headers=headers)
    answer = await referrals.client.post(
        f"/v1/referrals/{referral['id']}/{move}",
        json=body,
        headers={**headers, "If-Match": seen.headers["etag"]},
    )
    assert answer.status_code == 200, answer.text
    moved_to: Json = answer.json()
    return moved_to


def is_signed(message: Message, secret: str) -> bool:
    at = datetime.fromtimestamp(int(message.headers["webhook-timestamp"]), tz=UTC)
    signature = Webhook(secret).sign(message.id, at, message.body.decode())
    return signature in message.headers["webhook-signature"].split(" ")


Subscribed = Callable[..., Awaitable[Json]]


@pytest.fixture
async def subscribed(
    referrals: Running, bearer: Tokens, partners: Partners, database: Database
) -> AsyncIterator[Subscribed]:
    """Subscribes a partner, by default the referrer, and ends the subscription after the test."""
    made: list[tuple[str, dict[str, str]]] = []

    async def subscribe(
        role: str = "referrer", organisation: UUID | None = None, **differences: object
    ) -> Json:
        headers = bearer(role, organisation or partners.referrer)
        local = f"http://127.0.0.1:{database.run_config.webhook_port}/hooks"
        body = {"url": local, "types": ["*"], **differences}
        answer = await referrals.client.post("/v1/webhook-subscriptions", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        said: Json = answer.json()
        assert answer.headers["location"] == f"/v1/webhook-subscriptions/{said['id']}"
        made.append((answer.headers["location"], headers))
        return said

    yield subscribe
    for path, headers in made:
        assert (await referrals.client.delete(path, headers=headers)).status_code in (204, 404)


Logged = Callable[[Json], Awaitable[list[Json]]]


@pytest.fixture
def logged(referrals: Running, bearer: Tokens, partners: Partners) -> Logged:
    """Reads the log of one of the referrer's subscriptions, the oldest first."""

    async def read(subscription: Json) -> list[Json]:
        path = f"/v1/webhook-subscriptions/{subscription['id']}/deliveries"
        page = await referrals.client.get(path, headers=bearer("referrer", partners.referrer))
        assert page.status_code == 200, page.text
        items: list[Json] = page.json()["items"]
        return items[::-1]

    return read
