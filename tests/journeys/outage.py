"""Takes all brokers away for a while, and measures what callers are answered, what waits, how large processes
grow, and how long it takes until everything is applied."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from signal import SIGKILL, SIGSTOP
from time import monotonic
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from deploy.demo.programme import Demonstration
from deploy.kafka.topics import declared
from deploy.topology import GATEWAY, SERVICES
from shared.messaging.kafka import KafkaLog
from tests.eventually import a_while, eventually, insisted
from tests.partitions import partitions
from tests.patience import patient
from tests.platform import Platform
from tests.services.participants.conftest import an_event
from tests.services.referrals.conftest import a_referral_body
from tests.verification.chaos.bookkeeping import CONSUMED

SECONDS: Final = float(os.environ.get("DOLEN_OUTAGE_SECONDS", "8"))
"""What is promised is a minute; the suite, which has to be short, waits for less."""
ROUNDS: Final = 5
"""Each door is asked at least so often, however slow the machine."""
_ASK_EVERY: Final = 0.5
_BACK_WITHIN: Final = 60
_APPLIED_WITHIN: Final = 90
_BATCH: Final = "application/cloudevents-batch+json"
_LAST: Final = "SELECT coalesce(max(seq), 0) FROM outbox"
_WAITING: Final = "SELECT count(*) FROM outbox WHERE seq <= $1"


@dataclass
class Seen:
    """`said` counts what each door answered; `megabytes` is each process's size before and at its largest."""

    said: Counter[tuple[str, Any]] = field(default_factory=Counter)
    waiting: dict[str, int] = field(default_factory=dict)
    megabytes: dict[str, tuple[int, int]] = field(default_factory=dict)
    seconds_until_sent: float = 0.0
    seconds_until_applied: float = 0.0


async def total_outage(platform: Platform, plans: Demonstration) -> Seen:
    """The brokers stand still for `SECONDS` and are then killed where they stand; whoever supervises them
    starts them again. They are back when the cluster can acknowledge: every partition has one who leads it
    and another who follows."""
    seen = Seen(megabytes={name: (size, size) for name, size in _sizes(platform).items()})
    brokers = platform.pids("kafka.Kafka")
    assert len(brokers) == 3
    for pid in brokers:
        os.kill(pid, SIGSTOP)
    until, rounds = monotonic() + SECONDS, 0
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(30)) as client:
        doors = _Doors(platform, plans, client)
        await doors.open()
        while monotonic() < until or rounds < ROUNDS:
            seen.said.update(await doors.ask())
            rounds += 1
            _measure(platform, seen)
            await a_while(_ASK_EVERY)
    last = {service: await platform.query(service, _LAST) for service in SERVICES}
    seen.waiting = {service: await _waiting(platform, service, last) for service in SERVICES}
    for pid in brokers:
        os.kill(pid, SIGKILL)
    await eventually(lambda: _back(platform, brokers), within=_BACK_WITHIN)
    back = monotonic()
    await _sent(platform, last)
    seen.seconds_until_sent = monotonic() - back
    _measure(platform, seen)
    await _applied(platform)
    seen.seconds_until_applied = monotonic() - back
    _measure(platform, seen)
    return seen


class _Doors:
    """What can be asked of the three services that take something in, and changes no table."""

    def __init__(self, platform: Platform, plans: Demonstration, client: httpx.AsyncClient) -> None:
        self._platform, self._client = platform, client
        self._system, self._employer = plans.systems[0], plans.employers[0]
        self._owner = next(s for s in plans.systems if s.lot in self._employer.body["lots"])
        self._referrer = uuid4()

    async def open(self) -> None:
        jobcentre = {"name": "Jobcentre Plus Bangor", "kind": "referrer", "source": "jobcentre_plus"}
        headers = self._platform.token("wg", uuid4())
        answer = await self._client.put(f"/v1/partners/{self._referrer}", json=jobcentre, headers=headers)
        assert answer.status_code < 300, answer.text

    async def ask(self) -> list[tuple[str, Any]]:
        return [await self._event(), await self._referral(), await self._new_employer()]

    async def _event(self) -> tuple[str, Any]:
        first = self._system.events[0]
        contact = an_event(
            "contact-recorded", first["subject"], {"kind": "phone", "minutes": 12}, time=first["time"]
        )
        headers = self._platform.token("provider", UUID(self._system.provider))
        headers["Content-Type"] = _BATCH
        answer = await self._client.post("/v1/events", json=[contact], headers=headers)
        if answer.status_code != 200:
            return "events", answer.status_code
        return "events", answer.json()["results"][0]["status"]

    async def _referral(self) -> tuple[str, Any]:
        headers = self._platform.token("referrer", self._referrer)
        headers["Idempotency-Key"] = str(uuid4())
        answer = await self._client.post(
            "/v1/referrals", json=a_referral_body(made_on="2017-03-01"), headers=headers
        )
        return "referrals", answer.status_code

    async def _new_employer(self) -> tuple[str, Any]:
        headers = self._platform.token("provider", UUID(self._owner.provider), lots=(str(self._owner.lot),))
        headers["Idempotency-Key"] = str(uuid4())
        body = {**self._employer.body, "name": f"Caffi {uuid4().hex[:8]}"}
        answer = await self._client.post("/v1/employers", json=body, headers=headers)
        return "employers", answer.status_code


def _sizes(platform: Platform) -> dict[str, int]:
    """How many megabytes each service's process has in memory."""
    sizes = {}
    for name in (*SERVICES, GATEWAY):
        for pid in platform.pids(f"deploy.cli serve {name}"):
            [kilobytes] = [
                int(line.split()[1])
                for line in Path(f"/proc/{pid}/status").read_text().splitlines()
                if line.startswith("VmRSS:")
            ]
            sizes[name] = kilobytes // 1024
    return sizes


def _measure(platform: Platform, seen: Seen) -> None:
    for name, size in _sizes(platform).items():
        before, largest = seen.megabytes[name]
        seen.megabytes[name] = before, max(largest, size)


async def _back(platform: Platform, before: Iterable[int]) -> bool:
    """Whether others are in the place of those that were killed, and can acknowledge."""
    if set(platform.pids("kafka.Kafka")) & set(before) or not platform.run_config.kafka.listening():
        return False
    found = await partitions(platform.run_config.kafka.bootstrap, declared())
    return bool(found) and all(each["leader"] >= 0 and len(each["isr"]) >= 2 for each in found)


async def _waiting(platform: Platform, service: str, last: dict[str, int]) -> int:
    waiting: int = await platform.query(service, _WAITING, last[service])
    return waiting


async def _sent(platform: Platform, last: dict[str, int]) -> None:
    """Until all that waited is on the bus."""
    for service in SERVICES:
        waiting = partial(_waiting, platform, service, last)
        await eventually(waiting, until=lambda left: left == 0, within=_APPLIED_WITHIN)


async def _applied(platform: Platform) -> None:
    """Until all that is on the bus now has been taken in."""
    look = KafkaLog(platform.run_config.kafka.bootstrap, name="outage")
    try:
        for service, topics in CONSUMED.items():
            for topic in topics:
                heads = await insisted(partial(look.heads, topic))
                read = partial(_read_up_to, platform, service, topic, heads)
                await eventually(read, within=_APPLIED_WITHIN)
    finally:
        await look.close()


async def _read_up_to(platform: Platform, service: str, topic: str, heads: dict[int, int]) -> bool:
    behind: int = await platform.query(
        service,
        "SELECT count(*) FROM unnest($2::int[], $3::bigint[]) AS head (partition, next)"
        " LEFT JOIN consumer_offset AS at ON at.topic = $1 AND at.partition = head.partition"
        " WHERE coalesce(at.next_offset, 0) < head.next",
        topic,
        list(heads),
        list(heads.values()),
    )
    return behind == 0
