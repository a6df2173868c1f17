"""What a board was told of a lot stands: for every board, after every restart, whatever is told later."""

import asyncio
from typing import Any

import asyncpg
import pytest

from services.referrals.app import SERVICE
from tests.conftest import Database, Running, Tokens, running
from tests.graph import entities
from tests.services.referrals.conftest import Sent

LOT = {"__typename": "Lot", "code": "North Wales"}


async def received(service: Running, headers: dict[str, str], as_of: str) -> Any:
    """How many referrals of the lot somebody is shown, of all sources and of each."""
    fields = f'referrals(asOf: "{as_of}") {{ received bySource {{ source received }} }}'
    said = await entities(service, headers, fields, LOT)
    assert "errors" not in said
    return said["data"]["_entities"][0]["referrals"]


async def test_what_is_told_late_does_not_change_what_a_board_was_told(
    referrals: Running, bearer: Tokens, sent: Sent
) -> None:
    board, government, day = bearer("apb", lots=["North Wales"]), bearer("wg"), "2017-04-30"
    first, exact = await received(referrals, board, day), await received(referrals, government, day)
    for _ in range(12):
        await sent(made_on="2017-04-03")
    assert (await received(referrals, government, day))["received"] == exact["received"] + 12
    assert await received(referrals, board, day) == first


async def test_two_boards_of_a_lot_are_told_the_same(referrals: Running, bearer: Tokens, sent: Sent) -> None:
    day = "2017-05-31"
    first = await received(referrals, bearer("apb", lots=["North Wales", "Gwent"]), day)
    for _ in range(12):
        await sent(made_on="2017-05-03")
    assert await received(referrals, bearer("apb", lots=["North Wales"]), day) == first


async def test_a_board_is_told_the_same_after_a_restart(
    referrals: Running, database: Database, bearer: Tokens, sent: Sent
) -> None:
    board, day = bearer("apb", lots=["North Wales"]), "2017-06-30"
    first = await received(referrals, board, day)
    for _ in range(12):
        await sent(made_on="2017-06-05")
    async with running(SERVICE, database, role="api") as started_again:
        assert await received(started_again, board, day) == first


async def test_boards_that_ask_first_at_the_same_time_are_told_the_same(
    referrals: Running, bearer: Tokens, sent: Sent
) -> None:
    boards = [bearer("apb", lots=["North Wales"]) for _ in range(6)]
    several = (received(referrals, board, "2017-07-31") for board in boards)
    first, *others = await asyncio.gather(*several)
    assert others == [first] * 5


async def test_a_first_answer_is_neither_changed_nor_taken_away(database: Database) -> None:
    connection = await asyncpg.connect(database.run_config.database_url("referrals_app", "referrals"))
    try:
        for statement in ("UPDATE first_answer SET answer = '{}'", "DELETE FROM first_answer"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
