"""One run: every question to both gateways, and what came of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import aiohttp
import orjson

from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.selections import Field
from gateway.federation.supergraph.join_directives import read
from gateway.federation.supergraph.supergraph import Supergraph
from gateway.federation.transport.http import HttpTransport
from tests.verification.differential.callers import Asking, known_to
from tests.verification.differential.comparison import differences
from tests.verification.differential.coverage import Coverage
from tests.verification.differential.questions import Question, Questions
from tests.verification.differential.rewriting import Emptied, decided
from tests.verification.differential.shrinking import smallest

_AT_ONCE: Final = 4


@dataclass(frozen=True)
class Failure:
    """A question that the two answer differently, every time it is asked."""

    seed: int
    asking: Asking
    question: Question
    found: list[str]


@dataclass
class Run:
    """`ours` and `theirs` are addresses of gateways over the same services."""

    ours: str
    theirs: str
    session: aiohttp.ClientSession
    supergraph: Path
    coverage: Coverage = field(default_factory=Coverage)
    failures: list[Failure] = field(default_factory=list)
    passing: int = 0
    """Differences that were gone when the question was asked again: something had changed in between."""
    of_conditions: int = 0
    """Differences that are the other's fault with conditions."""

    async def compare(self, callers: Sequence[Asking], seeds: Sequence[int]) -> None:
        """Seed by seed, a caller after the other."""
        engine = Engine(read(self.supergraph.read_text()), HttpTransport({}))
        asking = [await self._questions(each, engine.supergraph) for each in callers]
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(seed: int) -> None:
            async with room:
                caller, questions = asking[seed % len(asking)]
                question = questions.question(Random(seed))
                await self._one(seed, caller, question, engine)

        async with asyncio.TaskGroup() as group:
            for seed in seeds:
                group.create_task(one(seed))

    async def _questions(self, caller: Asking, graph: Supergraph) -> tuple[Asking, Questions]:
        """Hive Gateway mistakes for the key what an alias calls so: nothing is called so here. That ours does
        not is shown by its own tests."""
        known = await known_to(caller, self.session, self.ours)
        parts = [part for by_graph in graph.parts.values() for part in by_graph.values()]
        keys = {each.name for part in parts for key in part.keys for each in key if isinstance(each, Field)}
        return caller, Questions(graph.public, known, caller.may, reserved=keys)

    async def _one(self, seed: int, asking: Asking, question: Question, engine: Engine) -> None:
        mine, found = await self.ask_both(asking, question)
        plan = engine.plan(OperationRequest(question.text, None, question.variables), may_introspect=True)
        self.coverage.count(question, plan, mine)
        if not found:
            return
        if not (found := (await self.ask_both(asking, question))[1]):
            self.passing += 1
        elif await self._is_of_conditions(asking, question):
            self.of_conditions += 1
        else:
            self.failures.append(Failure(seed, asking, question, found))

    async def _is_of_conditions(self, asking: Asking, question: Question) -> bool:
        """Whether the other agrees with our answer once @skip and @include are decided beforehand, which by
        the specification makes no difference: it mistakes a field that is asked twice, once under a
        condition, for one that is always under it."""
        try:
            plain = decided(question)
        except Emptied:
            return False
        ours, theirs = await asyncio.gather(
            self._ask(self.ours, asking, question), self._ask(self.theirs, asking, plain)
        )
        return plain.text != question.text and not differences(ours, theirs)

    async def ask_both(self, asking: Asking, question: Question) -> tuple[dict[str, Any], list[str]]:
        """Our answer, and how the other differs from it."""
        ours, theirs = await asyncio.gather(
            self._ask(self.ours, asking, question), self._ask(self.theirs, asking, question)
        )
        return ours, differences(ours, theirs)

    async def _ask(self, url: str, asking: Asking, question: Question) -> dict[str, Any]:
        body = orjson.dumps({"query": question.text, "variables": question.variables})
        headers = {**asking.headers, "Content-Type": "application/json"}
        async with self.session.post(url, data=body, headers=headers) as answer:
            said: dict[str, Any] = orjson.loads(await answer.read())
        return said

    async def shrunk(self, failure: Failure) -> Failure:
        """The smallest question that fails so."""

        async def fails(question: Question) -> bool:
            found = (await self.ask_both(failure.asking, question))[1]
            return bool(found) and not await self._is_of_conditions(failure.asking, question)

        schema = read(self.supergraph.read_text()).public
        question = await smallest(failure.question, schema, fails)
        found = (await self.ask_both(failure.asking, question))[1]
        return Failure(failure.seed, failure.asking, question, found)


@asynccontextmanager
async def a_run(ours: str, theirs: str, supergraph: Path) -> AsyncIterator[Run]:
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Run(ours, theirs, session, supergraph)
