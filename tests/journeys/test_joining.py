"""The commands of docs/joining.md, typed one after another as they stand there, and its program in Python."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

from deploy.demo.oows import Lot
from deploy.localrun.clients import CAIS, CLIENTS
from tests.docs.examples import DOCS, ROOT, blocks
from tests.eventually import eventually
from tests.patience import patient
from tests.platform import Platform

PAGE = DOCS / "joining.md"
BETWEEN = "\nprintf '\\0'\n"
"""What separates the answers of one shell."""


@pytest.fixture(autouse=True)
async def taken_back(demonstration: Platform) -> AsyncIterator[None]:
    """Who was registered to try it out never was: other tests count the same programme."""
    async with httpx.AsyncClient(base_url=demonstration.url, timeout=patient(15)) as door:
        lead = demonstration.token("lead", CAIS, lots=(str(Lot.NORTH_WALES),))

        async def left_out() -> object:
            query = {"programme": "oows", "as-of": "2019-01-31"}
            table = await door.get("/v1/aggregates/status-and-duration", params=query, headers=lead)
            return table.json()["left_out"]

        before = await left_out()
        yield
        for reference in ("JOINING-1", "JOINING-2"):
            found = await door.post("/v1/participants/search", json={"reference": reference}, headers=lead)
            for enrolment in found.json()["items"]:
                if enrolment["status"] == "withdrawn":
                    continue
                path = f"/v1/participants/{enrolment['participant_id']}/records"
                [registration] = (await door.get(path, headers=lead)).json()["items"]
                taken = {"reason": "Tried out", "author": "A newcomer", "withdrawn": True}
                answer = await door.post(f"{path}/{registration['id']}/amend", json=taken, headers=lead)
                assert answer.status_code == 200, answer.text
        await eventually(left_out, until=before.__eq__, within=60)


async def said_by(platform: Platform, *command: str, text: str) -> str:
    """What a program prints that reads `text`, on this platform's ports."""
    run_config = platform.run_config
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={**os.environ, "DOLEN_HOME": str(run_config.home), "DOLEN_PORT": str(run_config.port)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate(text.replace(":8080", f":{run_config.port}").encode())
    assert process.returncode == 0
    return said.decode()


async def test_a_stranger_gets_from_a_token_to_an_event_and_a_boards_answer(demonstration: Platform) -> None:
    typed = BETWEEN.join(blocks(PAGE, "sh"))
    said = (await said_by(demonstration, "bash", "-euo", "pipefail", "-s", text=typed)).split("\0")
    clients, token, kept, event, receipt, incomplete, board, webhook = said
    assert [line.split("\t")[0] for line in clients.splitlines()] == [each.id for each in CLIENTS]
    assert orjson.loads(token)["token_type"] == "Bearer"
    assert kept == ""
    accepted = orjson.loads(event)["results"][0]
    assert accepted["status"] == "accepted"
    assert orjson.loads(receipt)["participant"] == accepted["participant"]
    assert orjson.loads(incomplete)
    answered = orjson.loads(board)
    assert "errors" not in answered
    assert answered["data"]["lot"]["participation"]["total"] == {"number": 3040, "target": 4318}
    assert answered["data"]["lot"]["referrals"]["received"] > 0
    assert orjson.loads(webhook)["type"] == "webhook.test"


async def test_the_program_does_the_same(demonstration: Platform) -> None:
    [program] = blocks(PAGE, "python")
    for status in ("accepted", "duplicate"):
        said = await said_by(demonstration, sys.executable, "-", text=program)
        assert said.splitlines() == [f"posted: {status}", "read back: True", "taking part: 3040"]
