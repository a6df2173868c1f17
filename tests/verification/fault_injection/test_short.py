"""No fault loses, repeats or overtakes a fact, and where a safeguard is missing the harness notices: the
short form of `make prove`."""

from pathlib import Path

import pytest

from deploy.localrun.run_config import Bus
from tests.brokers import Brokers
from tests.verification.fault_injection.harness import Run
from tests.verification.fault_injection.report import told
from tests.verification.fault_injection.run_result import Size

FACTS, FAULTS, SEED = 20_000, 12, 7


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that a server under another account may pass through."""
    tmp_path.chmod(0o711)
    return tmp_path


@pytest.mark.parametrize("bus", ["postgres", "kafka"])
async def test_every_acknowledged_fact_is_applied_once_and_in_order_whatever_dies(
    bus: Bus, home: Path, request: pytest.FixtureRequest
) -> None:
    brokers: Brokers | None = request.getfixturevalue("kafka") if bus == "kafka" else None
    proof = await Run(Size(bus, FACTS, FAULTS, SEED), home, brokers).go()
    said = told(proof)
    print(said)
    assert proof.facts >= FACTS, said
    assert sum(proof.faults.values()) == FAULTS, said
    assert not any(proof.kept.values()), said
    assert all(seen for seen, _ in proof.controls.values()), said
