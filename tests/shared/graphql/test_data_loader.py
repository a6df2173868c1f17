"""Questions take turns, what is asked together is one question, and after a fault nothing is answered."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
import strawberry

from shared.audit.readings import Readings
from shared.auth import Authenticated, Caller
from shared.auth.caller import worker
from shared.graphql import Context, Info, Subgraph, field, requires
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


class _Work:
    """What a context needs of a unit of work, without a database."""

    caller: Caller = worker("tests")
    readings = Readings(caller)


def a_context() -> Context:
    return Context(cast(UnitOfWork, _Work()), language="en")


class Counting:
    """Answers the square of each even number, and notes each time it is asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def __call__(self, _work: UnitOfWork, numbers: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(list(numbers))
        return {number: number * number for number in numbers if number % 2 == 0}


async def test_what_is_wanted_together_is_one_question_and_each_key_is_in_it_once() -> None:
    context, squares = a_context(), Counting()
    found = await asyncio.gather(*(context.load(squares, number) for number in (2, 4, 2, 3)))
    assert list(found) == [4, 16, 4, None]
    assert squares.asked == [[2, 4, 3]]


async def test_what_is_known_is_not_asked_again() -> None:
    context, squares = a_context(), Counting()
    await context.load(squares, 2)
    await context.load(squares, 2)
    assert squares.asked == [[2]]


async def test_what_was_fetched_ahead_is_not_asked_again() -> None:
    context, squares = a_context(), Counting()
    await context.prime(squares, [2, 3])
    assert (await context.load(squares, 2), await context.load(squares, 3)) == (4, None)
    assert squares.asked == [[2, 3]]


async def test_what_has_to_be_there_and_is_not_is_not_found() -> None:
    with pytest.raises(NotFound):
        await a_context().load_required(Counting(), 3)


async def test_questions_take_turns() -> None:
    context, running, most = a_context(), 0, 0

    async def slow(_work: UnitOfWork) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.get_running_loop().run_in_executor(None, int)
        running -= 1

    await asyncio.gather(*(context.run(slow) for _ in range(5)))
    assert most == 1


async def test_after_a_fault_nothing_is_answered() -> None:
    """What was found before it is lost with the transaction, and so is the record of who read it."""

    async def fails(_work: UnitOfWork) -> int:
        raise ArithmeticError

    @requires(Authenticated)
    @strawberry.type
    class Query:
        @field(Authenticated)
        async def fine(self) -> int:
            return 1

        @field(Authenticated)
        async def broken(self, info: Info) -> int | None:
            return await info.context.run(fails)

    with pytest.raises(ArithmeticError):
        await Subgraph(Query).answer(a_context(), "{ fine broken }", None, None)


async def test_a_refusal_costs_its_field_and_no_more() -> None:
    async def refuses(_work: UnitOfWork) -> int:
        raise NotFound

    @requires(Authenticated)
    @strawberry.type
    class Query:
        @field(Authenticated)
        async def fine(self) -> int:
            return 1

        @field(Authenticated)
        async def refused(self, info: Info) -> int | None:
            return await info.context.run(refuses)

    said: dict[str, Any] = await Subgraph(Query).answer(a_context(), "{ fine refused }", None, None)
    assert said["data"] == {"fine": 1, "refused": None}
    assert [(each["path"], each["extensions"]) for each in said["errors"]] == [
        (["refused"], {"code": "not-found"})
    ]


async def test_no_question_is_under_way_when_the_answer_is_there() -> None:
    """A field that must not be null and fails gives up its neighbours; their question is waited for."""
    answered: list[str] = []

    async def slow(_work: UnitOfWork, keys: Sequence[int]) -> Mapping[int, int]:
        await asyncio.get_running_loop().run_in_executor(None, int)
        answered.append("slow")
        return {}

    @requires(Authenticated)
    @strawberry.type
    class Query:
        @field(Authenticated)
        async def refused(self, info: Info) -> int:
            await info.context.load(slow, 1)
            raise NotFound

    context = a_context()
    said = await Subgraph(Query).answer(context, "{ refused }", None, None)
    assert said["data"] is None
    with pytest.raises(asyncio.CancelledError):
        await context.run(slow, [3])
    assert answered == ["slow"]
