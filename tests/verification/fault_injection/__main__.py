"""`make prove`: a run of the fault harness, its table, and the page that keeps it."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import SystemRandom
from shutil import rmtree

from deploy.kafka.cluster import PORTS, Cluster, running
from deploy.kafka.jars import KafkaMissing
from shared.runtime.telemetry import configure
from tests.brokers import Brokers
from tests.ports import free_ports
from tests.verification.fault_injection import report
from tests.verification.fault_injection.harness import Run
from tests.verification.fault_injection.run_result import Size
from tests.verification.fault_injection.server import is_crowded


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.verification.fault_injection", description=__doc__)
    parser.add_argument("--bus", choices=("postgres", "kafka"), default="postgres")
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--seed", type=int, default=None, help="chosen anew when left out")
    parser.add_argument("--keep", action="store_true", help="write docs/proof.md")
    given = parser.parse_args()
    seed = SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    configure("prove")
    home = Path(tempfile.mkdtemp(prefix="dolen-prove-"))
    home.chmod(0o711)
    print(f"seed {seed}; others are at work on this machine" if is_crowded() else f"seed {seed}", flush=True)
    size = Size(given.bus, given.events, given.faults, seed)
    try:
        with _brokers(home / "kafka") if given.bus == "kafka" else nullcontext() as brokers:
            proof = asyncio.run(Run(size, home, brokers).go())
    except KafkaMissing as missing:
        sys.exit(str(missing))
    print(report.told(proof))
    for fell in proof.fell:
        print(fell, file=sys.stderr)
    if given.keep:
        report.keep(proof)
    if not proof.holds:
        sys.exit(f"The promise was not kept; everything is left in {home}")
    rmtree(home)


@contextmanager
def _brokers(home: Path) -> Iterator[Brokers]:
    cluster = Cluster(home, free_ports(PORTS))
    with running(cluster) as processes:
        yield Brokers(cluster, processes)


if __name__ == "__main__":
    main()
