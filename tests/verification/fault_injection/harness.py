"""Runs facts under injected faults, and counts what was lost, repeated or overtaken, and what was noticed."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final
from uuid import UUID, uuid4

from deploy.replay.checksums import checksums
from shared.clock import now
from shared.persistence import database
from tests.brokers import Brokers
from tests.eventually import eventually
from tests.patience import patient
from tests.ports import free_ports
from tests.verification.fault_injection import ledger
from tests.verification.fault_injection.brokers import BrokerFaults
from tests.verification.fault_injection.controls import CONTROLS, Ground
from tests.verification.fault_injection.counting import Counted
from tests.verification.fault_injection.evidence import gathered, missing
from tests.verification.fault_injection.faults import Scene, planned
from tests.verification.fault_injection.routes import Lane, everything, place_of
from tests.verification.fault_injection.run_result import Proof, Size
from tests.verification.fault_injection.server import Look, Server
from tests.verification.fault_injection.verdict import compared, inversions, misnumbered, once
from tests.verification.fault_injection.worker_pool import Crew, Member
from tests.verification.fault_injection.worker_protocol import Orders, Role

_EACH: Final = 2
"""How many of every kind of worker."""
_COUNTERS: Final = 200
_TRICKLE: Final = 100
_TRICKLE_SECONDS: Final = 0.5
_MOVES_WITHIN: Final = 90
_QUIET_WITHIN: Final = 120

_IN_TURN = """
SELECT count(*) FROM dead_letter AS letter
LEFT JOIN inbox ON (inbox.topic, inbox.key) = (letter.topic, letter.key)
WHERE letter.attempts = 0 AND letter.aggversion <= coalesce(inbox.version, 0) + 1
"""
_DONE = """
SELECT command.id, count(counted.command_id) FROM command LEFT JOIN counted ON counted.command_id = command.id
GROUP BY command.id
"""
_APPLIED = "SELECT counter_id, number FROM applied ORDER BY nth"


class Run:
    """One run. Everything of it but the brokers is under `home`, and gone with it. The PostgreSQL server is
    its own, because faults end it; `brokers`, over Kafka, are anybody's: they are back after every fault."""

    def __init__(self, size: Size, home: Path, brokers: Brokers | None = None) -> None:
        self.proof = Proof(size)
        self._size, self._home = size, home
        self._rng = Random(size.seed)
        self._since = now()
        self._allowed = 0
        self._prefix = f"{uuid4().hex[:8]}."
        self._server = Server(home, free_ports(1))
        self._brokers = None if brokers is None else BrokerFaults(brokers)

    async def go(self) -> Proof:
        began = monotonic()
        await self._server.start()
        try:
            await self._facts_under_faults()
            await self._controls()
        finally:
            if self._brokers is not None:
                await self._brokers.delete_topics()
            await self._server.stop()
        self.proof.seconds = monotonic() - began
        return self.proof

    async def _lane(self, name: str) -> Lane:
        if self._brokers is not None:
            prefix = f"{self._prefix}{name}."
            await self._brokers.provide(prefix + Counted.topic)
            return Lane("kafka", self._brokers.address, prefix)
        return Lane("postgres", await self._server.provide("bus", f"bus_{name}"))

    async def _facts_under_faults(self) -> None:
        lane = await self._lane("main")
        urls = {
            "producer": await self._server.provide("source", "source"),
            "relay": self._server.url("source"),
            "consumer": await self._server.provide("sink", "sink"),
        }
        crew = Crew(
            [self._member(role, nth, urls[role], lane) for role in urls for nth in range(1, _EACH + 1)]
        )
        source, sink = self._server.look("source"), self._server.look("sink")
        scene = Scene(crew, self._server, lane, source, sink, self._rng, self._brokers)
        try:
            await crew.start()
            await self._suffer(scene)
            await self._quiet(scene)
            await self._with_poison(scene)
            await self._redrive(scene)
        finally:
            await crew.stop()
            self.proof.fell = crew.fell
        try:
            await self._on_the_bus(scene)
            await self._replay(lane)
        finally:
            source.close()
            sink.close()

    def _member(self, role: str, nth: int, url: str, lane: Lane) -> Member:
        name = f"{role}-{nth}"
        named: Role = role  # type: ignore[assignment]
        orders = Orders(
            named,
            name,
            url,
            lane,
            self._size.seed,
            ledger=str(self._home / f"{name}.ledger"),
            counters=_COUNTERS,
        )
        return Member(orders, self._home / f"{name}.log")

    async def _suffer(self, scene: Scene) -> None:
        """One fault after another, each in the flow of its part of the facts."""
        plan = planned(self._size.faults, brokers=self._brokers is not None, rng=self._rng)
        part = self._size.facts // (len(plan) + 1)
        for nth, (name, fault) in enumerate(plan):
            self._allow(scene.crew, (nth + 2) * part)
            await self._acknowledged(scene.crew, int((nth + self._rng.random()) * part))
            began = monotonic()
            await self._flowing(scene.crew, fault(scene))
            print(f"  {nth + 1:3} of {len(plan)}: {name}, {monotonic() - began:.1f} s", flush=True)
            self.proof.faults[name] += 1
        self._allow(scene.crew, self._size.facts)
        await self._done(scene.crew)

    async def _flowing(self, crew: Crew, fault: Awaitable[None]) -> None:
        """Facts come as long as a fault lasts: some faults need them in order to happen."""
        happening = asyncio.ensure_future(fault)
        while not (await asyncio.wait({happening}, timeout=_TRICKLE_SECONDS))[0]:
            self._allow(crew, self._allowed + _TRICKLE)
        await happening

    def _allow(self, crew: Crew, facts: int) -> None:
        self._allowed = max(self._allowed, facts)
        crew.allow(self._allowed)

    @staticmethod
    async def _acknowledged(crew: Crew, facts: int) -> None:
        async def look() -> bool:
            return crew.acknowledged >= facts

        await eventually(look, within=_MOVES_WITHIN)

    async def _done(self, crew: Crew) -> None:
        """Until nothing more is to come: the faults may have asked for more facts than the run did."""

        async def look() -> bool:
            return crew.has_done(self._allowed)

        await eventually(look, within=_MOVES_WITHIN)

    async def _quiet(self, scene: Scene) -> None:
        """Until everything is sent, read, and, where its turn has come, taken up."""
        transport = scene.lane.transport("quiet")

        async def read() -> bool:
            try:
                heads = await transport.heads(Counted.topic)
                rows = await scene.sink.rows("SELECT partition, next_offset FROM consumer_offset")
            except Exception as error:
                if not database.is_transient(error):
                    raise
                return False
            return bool(heads) and {row[0]: row[1] for row in rows} == heads

        async def zero(look: Look, statement: str) -> bool:
            return bool(await look.value(statement) == 0)

        try:
            await eventually(lambda: zero(scene.source, "SELECT count(*) FROM outbox"), within=_QUIET_WITHIN)
            await eventually(read, within=_QUIET_WITHIN)
            await eventually(lambda: zero(scene.sink, _IN_TURN), within=_QUIET_WITHIN)
        finally:
            await transport.close()

    async def _with_poison(self, scene: Scene) -> None:
        """Every fact is applied or set aside: the first poisonous one of a counter, and what is behind it."""
        counted = await scene.source.rows("SELECT counter_id, number, poison FROM counted")
        first: dict[UUID, int] = {}
        for counter, number, poison in counted:
            if poison:
                first[counter] = min(number, first.get(counter, number))
        committed = {(counter, number) for counter, number, _ in counted}
        aside = {move for move in committed if move[0] in first and move[1] >= first[move[0]]}
        letters = await scene.sink.rows("SELECT key, aggversion, reason FROM dead_letter")
        poison = {(key, version) for key, version, reason in letters if reason == "poison"}
        applied = [(row[0], row[1]) for row in await scene.sink.rows(_APPLIED)]
        kept = self.proof.kept
        kept["dead letters that are not the poison, or poison that is none"] = len(
            poison ^ set(first.items())
        )
        kept["parked facts that are not behind poison, or the reverse"] = len(
            ({(key, version) for key, version, _ in letters} - poison) ^ (aside - set(first.items()))
        )
        self.proof.add(compared(committed - aside, applied), "applied beside poison")

    async def _redrive(self, scene: Scene) -> None:
        """The cause is mended and what was set aside gets its chance: then everything is applied."""
        for consumer in scene.crew.of("consumer"):
            consumer.say("cure", lasting=True)
        await scene.sink.rows("UPDATE dead_letter SET attempts = 0 WHERE reason = 'poison'")
        await self._quiet(scene)

    async def _on_the_bus(self, scene: Scene) -> None:
        committed = [
            (row[0], row[1]) for row in await scene.source.rows("SELECT counter_id, number FROM counted")
        ]
        applied = [(row[0], row[1]) for row in await scene.sink.rows(_APPLIED)]
        done = {row[0]: row[1] for row in await scene.source.rows(_DONE)}
        told = ledger.read(*(Path(member.orders.ledger) for member in scene.crew.of("producer")))
        events = once(await everything(scene.lane))
        carried = [place_of(event) for event in events]
        swapped = {(counter, one) for each in scene.crew.of("relay") for counter, one, _ in each.swapped}
        inverted = set(inversions(carried))
        found, proof = compared(committed, carried), self.proof
        proof.facts, proof.acknowledged = len(committed), sum(told.acknowledged.values())
        proof.kept |= {
            "acknowledged, and not committed as meant": sum(
                done.get(command) != facts for command, facts in told.acknowledged.items()
            ),
            "committed, and never meant": len(done.keys() - told.meant.keys()),
            "on the bus: lost": found.lost,
            "on the bus: duplicated": found.duplicated,
            "on the bus: invented": found.invented,
            "on the bus: inverted, but for those swapped on purpose": len(inverted - swapped),
            "on the bus: aggversion other than the move": misnumbered(events),
            "left in the outbox": await scene.source.value("SELECT count(*) FROM outbox"),
            "dead letters after the redrive": await scene.sink.value("SELECT count(*) FROM dead_letter"),
        }
        proof.add(compared(committed, applied), "applied")
        proof.evidence = gathered(
            scene.crew, self._server, events, swapped=len(inverted & swapped), since=self._since
        )
        proof.kept["faults that left no trace"] = len(missing(list(proof.faults), proof.evidence))
        proof.kept["acknowledged fewer than asked for"] = max(0, self._size.facts - proof.acknowledged)

    async def _replay(self, lane: Lane) -> None:
        """A second read model, built from the first fact on, says the same."""
        url = await self._server.provide("sink", "replay")
        member = self._member("consumer", 9, url, lane)
        member.standing["cure"] = {}
        crew = Crew([member])
        source, rebuilt = self._server.look("source"), self._server.look("replay")
        try:
            await crew.start()
            await self._quiet(Scene(crew, self._server, lane, source, rebuilt, self._rng))
        finally:
            await crew.stop()
            source.close()
            rebuilt.close()
        async with self._server.connected("sink") as one, self._server.connected("replay") as other:
            sums = [await checksums(connection, {}) for connection in (one, other)]
        self.proof.kept["tables that say something else after a replay"] = sum(
            sums[0].get(table) != sums[1].get(table) for table in {*sums[0], *sums[1]}
        )

    async def _controls(self) -> None:
        for nth, (name, (control, expected)) in enumerate(CONTROLS.items()):
            print(f"  control: {name}", flush=True)
            ground = Ground(
                await self._server.provide("source", f"source_{nth}"),
                await self._server.provide("sink", f"sink_{nth}"),
                await self._lane(f"control{nth}"),
                self._server.look(f"source_{nth}"),
                self._server.look(f"sink_{nth}"),
                self._size.seed,
            )
            found = await asyncio.wait_for(control(ground), timeout=patient(60))
            self.proof.controls[name] = (expected(found), found)
            for look in (ground.source, ground.sink):
                look.close()
