"""Puts off the reactions to facts that end their key until everything else was told: a replay reads one topic
after another, and what other topics told before an ending is counted as it was."""

from collections.abc import Sequence

from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions


class EndingsLast(Reactions):
    """The reactions of a service in a replay."""

    def __init__(self, reactions: Reactions) -> None:
        super().__init__()
        self._reactions = reactions
        self._put_off: dict[bytes, str] = {}

    @property
    def topics(self) -> list[str]:
        """Return the topics of the service."""
        return self._reactions.topics

    @property
    def ending(self) -> frozenset[str]:
        """Return the types of facts that end their key."""
        return self._reactions.ending

    async def react(self, work: UnitOfWork, received: Sequence[tuple[str, bytes]]) -> None:
        """Run the reactions to facts, but for those that end their key. Raises what a reaction raises."""
        ending = self.ending
        self._put_off |= {data: type_ for type_, data in received if type_ in ending}
        await self._reactions.react(work, [each for each in received if each[0] not in ending])

    async def end(self, work: UnitOfWork) -> None:
        """Run the reactions that were put off. Raises what a reaction raises."""
        await self._reactions.react(work, [(type_, data) for data, type_ in self._put_off.items()])
