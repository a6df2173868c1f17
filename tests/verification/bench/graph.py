"""The graph: our gateway, Hive Gateway and the bare service on the demonstration; then both gateways over
services that cost nothing, where it is the gateways that are measured."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import geometric_mean
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

import aiohttp

from deploy.topology import GATEWAY, SERVICES
from gateway.settings import GatewaySettings
from tests.eventually import eventually
from tests.platform import UNLIMITED, Platform, a_platform
from tests.ports import free_ports
from tests.verification.bench import processor, questions
from tests.verification.bench.canned.services import canned_services
from tests.verification.bench.load import Asked, Measured, measure
from tests.verification.bench.report import heading, line
from tests.verification.hive.gateway import Hive, a_hive, lacking

SUPERGRAPH: Final = GatewaySettings.model_fields["supergraph"].default
_CLIENTS: Final = 16
_SECONDS: Final = 5.0
_GOAL: Final = 5.0
"""How many times less of the processor ours is to take than the other."""


async def graph() -> None:
    """All of it, on a platform of its own with the whole demonstration."""
    if (why := lacking()) is not None:
        line("Hive Gateway", f"not measured: {why}")
    with a_platform(demonstration=True) as platform:
        await platform.demonstrated()
        await _on_services(platform)
        await _board(platform)
        await _on_canned(platform)


async def _on_services(platform: Platform) -> None:
    run_config = platform.run_config
    services = {name: f"{run_config.url(name)}/graphql" for name in SERVICES}
    pids = dict(_processes(platform))
    with ExitStack() as stack:
        hive = None if lacking() else stack.enter_context(a_hive(SUPERGRAPH, services))
        for told, whole, (service, bare) in await questions.real(platform):
            heading(f"Graph over the services, {told}: {_CLIENTS} clients")
            ours = await _measure(f"{platform.url}/graphql", whole, pids)
            _show("our gateway", ours, GATEWAY)
            _show_where(ours)
            if hive is not None:
                await hive.ready()
                theirs = await _measure(hive.url, whole, {**pids, "hive": hive.process.pid})
                _show("Hive Gateway", theirs, "hive")
            _show(f"bare {service}, its part", await _measure(services[service], bare, pids), service)


async def _board(platform: Platform) -> None:
    heading("The board's question of docs/graph, every lot and month in turn: p95")
    asked = questions.board(platform)
    for clients, limit in ((1, 60), (8, 250)):
        measured = await measure(f"{platform.url}/graphql", asked, {}, clients=clients, seconds=10)
        p95 = measured.milliseconds(0.95)
        line(f"{clients} client(s)", f"{p95:,.0f} ms", limit=f"{limit} ms", ratio=limit / p95)


async def _on_canned(platform: Platform) -> None:
    heading(f"Gateways alone, over services that cost nothing: {_CLIENTS} clients")
    headers = platform.token("wg", UUID(int=7))
    ratios = []
    with TemporaryDirectory() as folder, ExitStack() as stack:
        supergraph = Path(folder) / "supergraph.graphql"
        services = stack.enter_context(canned_services(supergraph))
        url, pid = stack.enter_context(_gateway_over(platform, supergraph))
        await _answers(url)
        hive: Hive | None = None
        if not lacking():
            hive = stack.enter_context(a_hive(supergraph, services))
            await hive.ready()
        for told, asked in questions.canned(headers):
            ours = await _measure(f"{url}/graphql", asked, {GATEWAY: pid})
            _show(f"ours, {told}", ours, GATEWAY)
            if hive is not None:
                theirs = await _measure(hive.url, asked, {"hive": hive.process.pid})
                _show(f"Hive, {told}", theirs, "hive")
                ratios.append(theirs.used_per_request("hive") / ours.used_per_request(GATEWAY))
    if ratios:
        told = ", ".join(f"{each:.1f}" for each in ratios)
        mean = geometric_mean(ratios)
        line(
            "Hive's processor time by ours",
            told,
            limit=f"goal {_GOAL:.0f}, mean {mean:.1f}",
            ratio=mean / _GOAL,
        )


async def _measure(url: str, asked: Asked, pids: Mapping[str, int]) -> Measured:
    return await measure(url, asked, pids, clients=_CLIENTS, seconds=_SECONDS)


def _show(what: str, measured: Measured, process: str) -> None:
    p50, p99 = measured.milliseconds(0.5), measured.milliseconds(0.99)
    line(
        what,
        f"{measured.per_second:,.0f} req/s   p50 {p50:.1f}, p99 {p99:.1f} ms"
        f"   CPU {measured.used_per_request(process):.2f} ms/req",
    )


def _show_where(measured: Measured) -> None:
    parts = {name: measured.used_per_request(name) for name in measured.used}
    told = ", ".join(f"{name} {each:.1f}" for name, each in parts.items() if each >= 0.05)
    line("  CPU ms per request, by process", f"{sum(parts.values()):.1f}: {told}")


def _processes(platform: Platform) -> Iterator[tuple[str, int]]:
    """Gateway, services and PostgreSQL, by name."""
    for pid in processor.descendants(platform.process.pid):
        words = processor.command(pid)
        if "serve" in words:
            yield words[words.index("serve") + 1], pid
        elif any(word.endswith("/postgres") for word in words) and "postgres" not in words:
            yield "postgres", pid


@contextmanager
def _gateway_over(platform: Platform, supergraph: Path) -> Iterator[tuple[str, int]]:
    """A gateway of ours with another graph: its address and process."""
    port = free_ports(1)
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "serve", GATEWAY],
        env=platform.run_config.environment_of(
            GATEWAY, {**os.environ, **UNLIMITED, "DOLEN_SUPERGRAPH": str(supergraph)}
        )
        | {"DOLEN_LISTEN_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


async def _answers(url: str) -> None:
    """Wait until it answers. Raises AssertionError."""
    async with aiohttp.ClientSession() as session:

        async def look() -> bool:
            try:
                async with session.get(f"{url}/healthz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await eventually(look, within=60)
