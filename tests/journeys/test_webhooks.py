"""A referrer is told each step of a referral through all processes, in order and signed, and nothing is lost
when its receiver is away and every process is killed."""

import asyncio
import os
import sys
from signal import SIGINT, SIGKILL
from typing import Any
from uuid import uuid4

import httpx

from deploy.localrun.clients import JOBCENTRE_RHYL
from shared.webhooks.signing import verify
from tests.eventually import eventually
from tests.partners import put_partner
from tests.patience import patient
from tests.platform import Platform
from tests.services.referrals.conftest import a_referral_body
from tests.webhook_receiver import Message, receiving

LOT = "Gwent"


async def test_every_step_arrives_in_order_though_receiver_and_processes_were_killed(
    platform: Platform, door: httpx.AsyncClient
) -> None:
    referrer, provider = uuid4(), uuid4()
    for partner, body in {
        referrer: {"name": "Coleg Gwent", "kind": "referrer", "source": "school_or_college"},
        provider: {"name": "Growing Space", "kind": "provider", "lots": [LOT]},
    }.items():
        await put_partner(door, platform.token, partner, body)
    sender, lead = platform.token("referrer", referrer), platform.token("lead", provider)
    port = platform.run_config.webhook_port
    own = f"/hooks/{uuid4()}"  # others of this platform are subscribed at the same port
    wanted = {"url": f"http://127.0.0.1:{port}{own}", "types": ["*"]}
    subscription = (await door.post("/v1/webhook-subscriptions", json=wanted, headers=sender)).json()
    log = f"/v1/webhook-subscriptions/{subscription['id']}/deliveries"

    async def deliveries() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await door.get(log, headers=sender)).json()["items"]
        return items

    sent = await door.post("/v1/referrals", json=a_referral_body(lot=LOT), headers=sender)
    path = f"/v1/referrals/{sent.json()['id']}"
    seen = {**lead, "If-Match": sent.headers["etag"]}
    accepted = await door.post(f"{path}/accept", json={}, headers=seen)
    assert accepted.status_code == 200, accepted.text
    await eventually(deliveries, until=lambda items: any(each["attempts"] for each in items))

    for pid in platform.pids("deploy.cli serve"):
        os.kill(pid, SIGKILL)
    await platform.ready()

    async with receiving(port) as receiver:

        def received() -> list[Message]:
            return [message for message in receiver.received if message.path == own]

        async def told(count: int) -> bool:
            return len({message.id for message in received()}) == count

        await eventually(lambda: told(2), within=60)
        seen = {**lead, "If-Match": accepted.headers["etag"]}
        allocated = await door.post(f"{path}/allocate", json={}, headers=seen)
        assert allocated.status_code == 200, allocated.text
        await eventually(lambda: told(3), within=60)
        for message in received():
            verify(message.body, message.headers, subscription["secret"])
        in_order = {message.id: message.said["data"]["status"] for message in received()}
        assert list(in_order.values()) == ["received", "accepted", "allocated"]
        await eventually(deliveries, until=lambda items: {each["state"] for each in items} == {"delivered"})
    ended = await door.delete(f"/v1/webhook-subscriptions/{subscription['id']}", headers=sender)
    assert ended.status_code == 204


async def test_dolen_listen_prints_what_comes_and_leaves_no_subscription(
    platform: Platform, door: httpx.AsyncClient
) -> None:
    sender = platform.token("referrer", JOBCENTRE_RHYL)

    async def subscriptions() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await door.get("/v1/webhook-subscriptions", headers=sender)).json()[
            "items"
        ]
        return items

    listener = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", "listen", "jobcentre-rhyl"),
        env=platform.run_config.environment_of("listener"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert listener.stdout is not None
    [made] = await eventually(subscriptions)
    url = made["url"]
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.post(url, json={"type": "forged"})).status_code == 401
    await door.post(f"/v1/webhook-subscriptions/{made['id']}/test", headers=sender)
    async with asyncio.timeout(patient(30)):
        line = await listener.stdout.readline()
    assert b'"type":"webhook.test"' in line
    listener.send_signal(SIGINT)
    said, complained = await listener.communicate()
    assert (listener.returncode, said) == (0, b""), complained
    assert b"not signed" in complained
    assert b"whsec_" not in complained
    assert await subscriptions() == []
