"""What registration is told of the people who were referred."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event

from tests.conftest import Running, Tokens
from tests.readings import readings
from tests.services.referrals.conftest import Partners, Sent

IS_ASKED: ContextVar[bool] = ContextVar("is_asked", default=False)
"""Whether this task answers a request of the test."""


@contextmanager
def statements(service: Running) -> Iterator[list[str]]:
    """Collects the statements that are sent for the requests of this block, and not by workers beside them;
    apart from those over the driver's own connection, which are for sets."""
    sent: list[str] = []
    asked = IS_ASKED.set(True)

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if IS_ASKED.get():
            sent.append(statement)

    engine = service.app.state.context.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
        IS_ASKED.reset(asked)


async def accepted(referrals: Running, headers: dict[str, str], sent: Sent, count: int) -> list[str]:
    made = [(await sent())["id"] for _ in range(count)]
    for id in made:
        answer = await referrals.client.post(
            f"/v1/referrals/{id}/accept", json={}, headers={**headers, "If-Match": '"1"'}
        )
        assert answer.status_code == 200, answer.text
    return made


async def test_a_set_of_referrals_is_answered_with_as_many_statements_as_one(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    made = await accepted(referrals, bearer("lead", partners.provider), sent, 12)
    headers = bearer("service", partners.provider)
    counts = []
    for ids in (made[:1], made):
        with statements(referrals) as seen:
            answer = await referrals.client.post(
                "/internal/referred-persons", json={"referral_ids": ids}, headers=headers
            )
        assert set(answer.json()["persons"]) == set(ids), answer.text
        counts.append(len(seen))
    assert counts[0] == counts[1]


async def test_persons_are_told_of_accepted_referrals_only_and_every_reading_is_recorded(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    [taken] = await accepted(referrals, bearer("lead", partners.provider), sent, 1)
    waiting, nowhere = (await sent())["id"], str(uuid4())
    answer = await referrals.client.post(
        "/internal/referred-persons",
        json={"referral_ids": [taken, waiting, nowhere]},
        headers=bearer("service", partners.provider),
    )
    assert list(answer.json()["persons"]) == [taken]
    assert answer.json()["persons"][taken]["person"]["given_name"] == "Siân"
    condition = "referral = ANY($1::uuid[]) AND 'identity' = ANY(fields)"
    rows = await readings(referrals, condition, [UUID(taken), UUID(waiting)])
    assert [(str(row["referral"]), row["purpose"]) for row in rows] == [(taken, "registration")]


async def test_asking_for_another_providers_referral_takes_the_same_work_as_for_one_that_is_not_there(
    referrals: Running, bearer: Tokens, partners: Partners, sent: Sent
) -> None:
    foreign = await accepted(referrals, bearer("lead", partners.provider), sent, 3)
    headers, seen_of = bearer("service", partners.neighbour), []
    for ids in (foreign, [str(uuid4()) for _ in range(3)]):
        with statements(referrals) as seen:
            answer = await referrals.client.post(
                "/internal/referred-persons", json={"referral_ids": ids}, headers=headers
            )
        assert answer.json() == {"persons": {}}
        seen_of.append(list(seen))
    assert seen_of[0] == seen_of[1]
    assert seen_of[0]
