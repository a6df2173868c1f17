"""Many steps share the event loop: others have their turn between the pieces."""

import asyncio

import pytest

from shared.event_loop_turns import PIECE, in_turns


async def test_all_steps_are_taken_in_order() -> None:
    assert await in_turns(iter(range(3 * PIECE + 1))) == list(range(3 * PIECE + 1))


async def test_somebody_else_has_a_turn_after_each_piece() -> None:
    loop, seen = asyncio.get_running_loop(), list[int]()
    turns: list[int] = []

    def other() -> None:
        turns.append(len(seen))
        loop.call_soon(other)

    def step(number: int) -> int:
        seen.append(number)
        return number

    loop.call_soon(other)
    await in_turns(map(step, range(3 * PIECE)))
    assert turns[:3] == [PIECE, 2 * PIECE, 3 * PIECE]


async def test_what_a_step_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_turns(1 // (2 - number) for number in range(5))
