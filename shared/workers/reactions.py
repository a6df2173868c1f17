"""What a service does when another one's fact arrives: a function per fact, or one per set of facts."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.messaging.fact import Fact
from shared.unit_of_work import UnitOfWork

F = TypeVar("F", bound=Fact)
One = Callable[[UnitOfWork, F], Awaitable[None]]
Many = Callable[[UnitOfWork, Sequence[Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Reaction:
    run: Many


class Reactions:
    """The reactions of one service. A reaction gets the work in which its fact is marked as received: what
    it does and that mark are committed together or not at all."""

    def __init__(self) -> None:
        self._by_type: dict[str, _Reaction] = {}
        self._facts: dict[str, type[Fact]] = {}

    def to(self, fact: type[F]) -> Callable[[One[F]], One[F]]:
        """React to facts of one kind, one at a time."""

        def register(function: One[F]) -> One[F]:
            async def one_by_one(work: UnitOfWork, facts: Sequence[F]) -> None:
                for each in facts:
                    await function(work, each)
                    # the next fact may be about the same row, and has to find it as this one left it
                    await work.session.flush()
                    work.session.expire_all()

            self._add(_Reaction(one_by_one), fact)
            return function

        return register

    def to_all(self, *facts: type[Fact]) -> Callable[[Many], Many]:
        """React to facts of several kinds as a set, in the order of the bus: one call for as many as came
        together."""

        def register(function: Many) -> Many:
            self._add(_Reaction(function), *facts)
            return function

        return register

    def _add(self, reaction: _Reaction, *facts: type[Fact]) -> None:
        for fact in facts:
            if fact.type in self._by_type:
                raise TypeError(f"two reactions to {fact.type}")
            self._by_type[fact.type] = reaction
            self._facts[fact.type] = fact

    @property
    def topics(self) -> list[str]:
        """In the order in which reactions are declared: facts on a later one may follow from facts on an
        earlier one, and are taken in after those."""
        return list(dict.fromkeys(fact.topic for fact in self._facts.values()))

    async def react(self, work: UnitOfWork, received: Sequence[tuple[str, bytes]]) -> None:
        """Run the reactions to facts given as (type, data), in order; neighbours with the same reaction go
        to it together. Types nobody reacts to are passed over. Raises what a reaction raises, and
        pydantic.ValidationError for data that does not fit its type."""
        run: _Reaction | None = None
        together: list[Fact] = []
        for type_, data in received:
            reaction = self._by_type.get(type_)
            if reaction is None:
                continue
            if reaction is not run and run is not None:
                await run.run(work, together)
                together = []
            run = reaction
            together.append(self._facts[type_].read(data))
        if run is not None:
            await run.run(work, together)
