"""Boards' figures have the same rows whatever the data: that a row is not there tells nobody anything."""

from collections.abc import AsyncIterator

import pytest

from shared.runtime.service import ProcessRole
from tests.conftest import Database, Running, Tokens, running
from tests.graph import told
from tests.security.board_questions import permitted, question, rows
from tests.security.one_of_each import HAPPENS
from tests.security.routes import SERVICES, declared

LOT = "Western Bay"
BEFORE_ANYTHING, AFTER_EVERYTHING = "2012-12-31", "2020-05-31"

REGISTER = {
    *("GET /v1/partners", "GET /v1/partners/{partner_id}"),
    *("GET /v1/programmes", "GET /v1/programmes/{code}"),
}
"""Organisations that refer or deliver, and what the programmes are: public, and nobody's data."""


@pytest.fixture(scope="module", params=SERVICES)
async def service(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[tuple[str, Running]]:
    # without outcomes' consumer: what other tests announce is not for it
    role: ProcessRole = "api" if request.param == "outcomes" else "all"
    async with running(SERVICES[request.param], database, role=role) as started:
        yield request.param, started


async def test_a_boards_rows_are_those_of_an_empty_database(
    service: tuple[str, Running], bearer: Tokens
) -> None:
    name, asked_service = service
    asked, lot = question(name), {"of": [{"__typename": "Lot", "code": LOT}], "lot": LOT}
    board, government = bearer("apb", lots=[LOT]), bearer("wg")
    empty = await told(asked_service, board, asked, **lot, day=BEFORE_ANYTHING)
    nothing = await told(asked_service, government, asked, **lot, day=BEFORE_ANYTHING)
    await HAPPENS[name](asked_service, bearer, LOT)
    filled = await told(asked_service, board, asked, **lot, day=AFTER_EVERYTHING)
    counted = await told(asked_service, government, asked, **lot, day=AFTER_EVERYTHING)
    assert rows(filled) == rows(empty)
    assert counted != nothing, "nothing was there to be counted, and nothing shown"


def test_a_board_asks_over_rest_for_nothing_but_partners_and_programmes() -> None:
    assert {str(each) for each in declared() if permitted(each.permission)} == REGISTER
