"""No fault loses, repeats or overtakes a fact, and where a safeguard is missing the harness notices. The
short form over the Postgres log; over Kafka it is `make prove BUS=kafka`."""

from pathlib import Path

import pytest

from tests.prove.harness import Run
from tests.prove.proof import Size
from tests.prove.report import told

FACTS, FAULTS, SEED = 20_000, 12, 7


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that a server under another account may pass through."""
    tmp_path.chmod(0o711)
    return tmp_path


async def test_every_acknowledged_fact_is_applied_once_and_in_order_whatever_dies(home: Path) -> None:
    proof = await Run(Size("postgres", FACTS, FAULTS, SEED), home).go()
    said = told(proof)
    print(said)
    assert proof.facts >= FACTS, said
    assert sum(proof.faults.values()) == FAULTS, said
    assert not any(proof.kept.values()), said
    assert all(seen for seen, _ in proof.controls.values()), said
