"""What outcomes knows of the whole demonstration is what the facts say: told again, they make the same."""

import os
import subprocess
import sys

from tests.patience import patient
from tests.platform import Platform


def dolen(platform: Platform, *arguments: str) -> "subprocess.CompletedProcess[str]":
    run_config = platform.run_config
    environment = {**os.environ, "DOLEN_HOME": str(run_config.home), "DOLEN_PORT": str(run_config.port)}
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=patient(120),
    )


async def test_outcomes_told_again_knows_the_same(demonstrated: Platform) -> None:
    replayed = dolen(demonstrated, "replay", "outcomes")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "enrolment" in replayed.stdout
    assert "NO" not in replayed.stdout
    left = await demonstrated.query(
        "postgres", "SELECT count(*) FROM pg_database WHERE datname = 'outcomes_replay'"
    )
    assert left == 0


async def test_the_demonstration_leaves_no_dead_letter(demonstrated: Platform) -> None:
    for service in ("referrals", "participants", "outcomes", "employers"):
        listed = dolen(demonstrated, "deadletters", "list", service)
        assert (listed.returncode, listed.stdout) == (0, ""), service
