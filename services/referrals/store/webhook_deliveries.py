"""Stores what is to be delivered to subscriptions: a queue that is written with the move it tells, and the
log of what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from services.referrals.domain.webhook import Delivery, News, State
from services.referrals.store import webhook_subscriptions
from services.referrals.tables import WebhookDeliveryRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork
from shared.webhooks.client import Answer

FAIR_SHARE: Final = 5
"""How many of one subscription are taken at a time: one that is slow keeps nobody else waiting."""

# of one thing only the oldest waits for its turn; what is claimed is due again when the lease is over, and a
# worker that finds it locked passes it over
_CLAIM: Final = """
WITH due AS (
    SELECT waiting.seq, row_number() OVER (PARTITION BY subscription_id ORDER BY waiting.seq) AS place
    FROM webhook_delivery AS waiting JOIN webhook_subscription AS subscription
        ON subscription.id = waiting.subscription_id AND subscription.disabled_at IS NULL
    WHERE waiting.state = 'waiting' AND waiting.due_at <= $1 AND subscription.id <> ALL($4::uuid[])
      AND NOT EXISTS (
          SELECT FROM webhook_delivery AS earlier
          WHERE earlier.state = 'waiting' AND earlier.subscription_id = waiting.subscription_id
            AND earlier.about = waiting.about AND earlier.seq < waiting.seq)
), claimed AS (
    SELECT seq FROM webhook_delivery
    WHERE seq IN (SELECT seq FROM due WHERE place <= $5) AND state = 'waiting' AND due_at <= $1
    ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE webhook_delivery AS delivery SET attempts = attempts + 1, due_at = $2
FROM claimed WHERE delivery.seq = claimed.seq
RETURNING delivery.id, subscription_id, type, data::text AS data, made_at, attempts
"""
_NOTE: Final = """
UPDATE webhook_delivery SET state = $3, due_at = coalesce($4, due_at), delivered_at = $5, last_status = $6,
    last_failure = $7
WHERE id = $1 AND attempts = $2 AND state = 'waiting'
"""
_GIVE_UP: Final = (
    "UPDATE webhook_delivery SET state = 'dead' WHERE subscription_id = $1 AND state = 'waiting'"
)
_REPLAY: Final = """
WITH again AS (
    UPDATE webhook_delivery SET state = 'waiting', attempts = 0, due_at = $4, delivered_at = NULL
    WHERE subscription_id = $1 AND made_at >= $2 AND made_at < $3 RETURNING 1
) SELECT count(*) FROM again
"""
_LOG: Final = """
SELECT seq, id, type, made_at, state, attempts, due_at, delivered_at, last_status, last_failure
FROM webhook_delivery
WHERE subscription_id = $1 AND ($2::bigint = 0 OR seq < $2) AND ($3::text IS NULL OR state = $3)
ORDER BY seq DESC LIMIT $4
"""
_FORGET: Final = "DELETE FROM webhook_delivery WHERE about = ANY($1::uuid[])"
_FORGET_OLD: Final = "DELETE FROM webhook_delivery WHERE state <> 'waiting' AND made_at < $1"
_OLDEST: Final = """
SELECT extract(epoch FROM $1 - min(made_at))::float8 FROM webhook_delivery WHERE state = 'waiting'
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this worker's to attempt, until the lease is over."""

    id: UUID
    subscription_id: UUID
    type: str
    data: str
    """The JSON of what is told."""
    made_at: datetime
    attempts: int
    """With this one."""

    @property
    def body(self) -> bytes:
        """Write the message: the same at every attempt."""
        return orjson.dumps(
            {
                "id": str(self.id),
                "type": self.type,
                "timestamp": self.made_at,
                "data": orjson.Fragment(self.data),
            }
        )


async def queue(work: UnitOfWork, news: Sequence[News]) -> None:
    """Write what subscribers are to be told; it goes out once this work is committed."""
    if not news:
        return
    async with work.with_system_role():  # who is told is another organisation than the one that moves
        wanted = await webhook_subscriptions.who_wants(work, {each.organisation for each in news})
        rows = [
            _row(work, id, each)
            for each in news
            for id, organisation, types in wanted
            if organisation == each.organisation and each.type in types
        ]
        await insert_many(await work.connection(), WebhookDeliveryRow, rows)


async def queue_one(work: UnitOfWork, subscription_id: UUID, news: News) -> UUID:
    """Write a message for one subscription of the caller's; return its id."""
    row = _row(work, subscription_id, news)
    await insert_many(await work.connection(), WebhookDeliveryRow, [row])
    id: UUID = row["id"]
    return id


async def claim(
    work: UnitOfWork, *, lease: timedelta, limit: int, but: Collection[UUID] = ()
) -> list[Claimed]:
    """Take at most `limit` deliveries that are due, none of the subscriptions `but`. Nobody else takes them
    before `lease` is over; whoever dies meanwhile has them delivered again, under the same ids."""
    connection = await work.connection()
    rows = await connection.fetch(_CLAIM, work.now, work.now + lease, limit, list(but), FAIR_SHARE)
    return [Claimed(**row) for row in rows]


async def note(
    work: UnitOfWork, delivery: Claimed, answer: Answer, state: State, *, due_at: datetime | None
) -> None:
    """Write down what came of an attempt, unless it has been replayed or attempted again since."""
    await (await work.connection()).execute(
        _NOTE,
        delivery.id,
        delivery.attempts,
        state.value,
        due_at,
        work.now if state is State.DELIVERED else None,
        answer.status,
        answer.failure,
    )


async def give_up(work: UnitOfWork, subscription_id: UUID) -> None:
    """Give up whatever waits for a subscription."""
    await (await work.connection()).execute(_GIVE_UP, subscription_id)


async def replay(work: UnitOfWork, subscription_id: UUID, *, since: datetime, before: datetime) -> int:
    """Queue once more what was told in a period, under the same ids and in the same order; return how
    many."""
    count: int = await (await work.connection()).fetchval(_REPLAY, subscription_id, since, before, work.now)
    return count


async def log(
    work: UnitOfWork, subscription_id: UUID, *, after: int, limit: int, state: State | None
) -> list[Delivery]:
    """List the deliveries of a subscription, the newest first, from after one on; 0 is before all."""
    rows = await (await work.connection()).fetch(_LOG, subscription_id, after, state, limit)
    return [Delivery(**{**row, "state": State(row["state"])}) for row in rows]


async def forget(work: UnitOfWork, about: Collection[UUID]) -> None:
    """Delete what was told, and what was still to be told, about referrals and people who were erased."""
    await (await work.connection()).execute(_FORGET, list(about))


async def forget_old(work: UnitOfWork, *, days: int) -> None:
    """Delete what waits no more and is older than the log goes back."""
    await (await work.connection()).execute(_FORGET_OLD, work.now - timedelta(days=days))


async def oldest_waiting_seconds(work: UnitOfWork) -> float:
    """Measure the age of the oldest message that waits; 0 where none does."""
    age: float | None = await (await work.connection()).fetchval(_OLDEST, work.now)
    return age or 0.0


def _row(work: UnitOfWork, subscription_id: UUID, news: News) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "subscription_id": subscription_id,
        "organisation": news.organisation,
        "about": news.about,
        "type": news.type,
        "data": orjson.loads(orjson.dumps(news.data)),
        "made_at": work.now,
        "state": State.WAITING.value,
        "attempts": 0,
        "due_at": work.now,
    }
