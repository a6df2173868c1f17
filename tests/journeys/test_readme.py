"""The three calls of the README, typed as they stand there."""

import asyncio
import os
import re
from pathlib import Path

import orjson

from tests.platform import Platform

ROOT = Path(__file__).parents[2]
CALLS = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)


async def typed(call: str, platform: Platform) -> bytes:
    """What a shell prints for a call, on this platform's ports."""
    run_config = platform.run_config
    process = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", call.replace(":8080", f":{run_config.port}"),
        cwd=ROOT,
        env={**os.environ, "DOLEN_HOME": str(run_config.home), "DOLEN_PORT": str(run_config.port)},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said


async def test_the_readmes_calls_do_what_it_says(demonstration: Platform) -> None:
    post, table, referrals = CALLS
    first = orjson.loads(await typed(post, demonstration))["results"][0]
    again = orjson.loads(await typed(post, demonstration))["results"][0]
    assert (first["status"], again["status"]) == ("accepted", "duplicate")
    printed = (await typed(table, demonstration)).decode().splitlines()
    assert printed[0].startswith("outcome,North Wales")
    assert printed[1].endswith(",655")
    items = orjson.loads(await typed(referrals, demonstration))["items"]
    assert len(items) == 5
    assert all("progress" in each and "person" not in each for each in items)
