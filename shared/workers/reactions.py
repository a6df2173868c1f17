"""Reactions, the event handlers of a service: a function per kind of fact, or one for a set of kinds."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from shared.messaging.fact import Fact
from shared.unit_of_work import UnitOfWork

F = TypeVar("F", bound=Fact)
One = Callable[[UnitOfWork, F], Awaitable[None]]
Many = Callable[[UnitOfWork, Sequence[Any]], Awaitable[None]]


class Reactions:
    """The reactions of one service. A reaction gets the unit of work in which its fact is marked as received:
    what it does and that mark are committed together or not at all."""

    def __init__(self) -> None:
        self._by_type: dict[str, Many] = {}
        self._facts: dict[str, type[Fact]] = {}

    def to(self, fact: type[F]) -> Callable[[One[F]], One[F]]:
        """Register a reaction to facts of one kind, one at a time."""

        def register(function: One[F]) -> One[F]:
            async def one_by_one(work: UnitOfWork, facts: Sequence[F]) -> None:
                for each in facts:
                    await function(work, each)
                    # the next fact may be about the same row, and has to find it as this one left it
                    await work.session.flush()
                    work.session.expire_all()

            self._add(one_by_one, fact)
            return function

        return register

    def to_all(self, *facts: type[Fact]) -> Callable[[Many], Many]:
        """Register a reaction to facts of several kinds as a set, in the order of the bus: one call for as
        many as came together."""

        def register(function: Many) -> Many:
            self._add(function, *facts)
            return function

        return register

    def _add(self, reaction: Many, *facts: type[Fact]) -> None:
        for fact in facts:
            if fact.type in self._by_type:
                raise TypeError(f"two reactions to {fact.type}")
            self._by_type[fact.type] = reaction
            self._facts[fact.type] = fact

    @property
    def topics(self) -> list[str]:
        """Return the topics in the order in which reactions are declared: facts on a later one may follow
        from facts on an earlier one, and are taken in after those."""
        return list(dict.fromkeys(fact.topic for fact in self._facts.values()))

    @property
    def ending(self) -> frozenset[str]:
        """Return the types of facts that end their key."""
        return frozenset(type_ for type_, fact in self._facts.items() if fact.ends_key)

    async def react(self, work: UnitOfWork, received: Sequence[tuple[str, bytes]]) -> None:
        """Run the reactions to facts given as (type, data), in order; neighbours with the same reaction go
        to it together. Types without a reaction are passed over. Raises what a reaction raises, and
        pydantic.ValidationError for data that does not fit its type."""
        current: Many | None = None
        together: list[Fact] = []
        for type_, data in received:
            reaction = self._by_type.get(type_)
            if reaction is None:
                continue
            if reaction is not current and current is not None:
                await current(work, together)
                together = []
            current = reaction
            together.append(self._facts[type_].read(data))
        if current is not None:
            await current(work, together)
