"""Over the brokers, a service writes its own topics and reads those it listens to, and nothing else."""

import asyncio
import base64
import os
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from deploy.certificates import Authority
from deploy.installation_secrets import make
from deploy.kafka import access, jars
from deploy.kafka.topics import declare, declared
from deploy.processes.child_command import Command
from deploy.topology import SERVICES
from shared.clock import now
from shared.contracts.publishers import publisher_of
from shared.messaging.envelope import Envelope
from shared.messaging.kafka import KafkaLog
from shared.messaging.kafka.security import KafkaSecurity
from shared.messaging.transport import BusUnreachable
from tests.compose_page import PAGE, broker_settings
from tests.eventually import eventually
from tests.needing_kafka import needing_kafka
from tests.patience import patient
from tests.ports import free_ports

TOOLS = Path(__file__).parent / "tools.xml"
HOST = "127.0.0.1"


def test_the_job_says_what_the_code_does() -> None:
    """`make contracts` writes it."""
    assert access.FILE.read_text() == access.script()


def test_every_topic_has_one_service_that_writes_it() -> None:
    writers = {topic: set[str]() for topic in declared()}
    for each in access.table():
        if "Write" in each.operations:
            for topic in each.topics:
                writers[topic].add(each.user)
    assert writers == {topic: {publisher_of(topic)} for topic in declared()}


def test_nobody_may_do_more_than_write_read_or_make_topics() -> None:
    granted = {each.user: set[str]() for each in access.table()}
    for each in access.table():
        granted[each.user] |= set(each.operations)
    assert granted.pop(access.TOPICS) == {"Create", "Describe", "DescribeConfigs"}
    assert granted.keys() == set(SERVICES)
    assert all(operations == {"Write", "Read", "Describe"} for operations in granted.values())


@dataclass(frozen=True)
class Secured:
    """One broker with the security of docker-compose.yml, after the job has run."""

    clients: str
    by_certificate: tuple[int, int]
    """The ports of the listeners for controllers and brokers."""
    secrets: Path
    authority: Path

    def security(self, user: str, password: str = "") -> KafkaSecurity:
        known = password or (self.secrets / f"kafka_{user}").read_text()
        return KafkaSecurity(self.authority, user, known)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    home = tmp_path_factory.mktemp("secured")
    with needing_kafka():
        brokers = jars.classpath()
        tools = jars.fetched(TOOLS, f"kafka-tools-{jars.VERSION}")
        java = jars.java()
    clients, controller, others = (free_ports(3) + step for step in range(3))
    ports = {"CLIENTS": clients, "CONTROLLER": controller, "BROKERS": others}
    secrets = home / "secrets"
    make(secrets, now())
    certified = home / "certified"  # for this host, and not for those of the page
    certified.mkdir()
    authority = Authority(certified, now())
    for name in ("kafka-1", "kafka-admin"):
        key, certificate = authority.certify(name, HOST)
        pem = secrets / name.replace("-", "_")
        pem.unlink()
        pem.write_bytes(key.read_bytes() + certificate.read_bytes())
    settings = broker_settings(PAGE["services"]["kafka-1"]) | {
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "listeners": ",".join(f"{name}://{HOST}:{port}" for name, port in ports.items()),
        "advertised.listeners": f"CLIENTS://{HOST}:{clients},BROKERS://{HOST}:{others}",
        "log.dirs": str(home / "data"),
        "ssl.keystore.location": str(secrets / "kafka_1"),
        "ssl.truststore.location": str(authority.ca),
        "default.replication.factor": "1",
        "min.insync.replicas": "1",
        "offsets.topic.replication.factor": "1",
        "log.cleaner.dedupe.buffer.size": "8388608",
    }
    del settings["heap.opts"]
    file = home / "server.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    flags = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp")
    identity = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
    formatting = ("kafka.tools.StorageTool", "format", "-t", identity, "-c", str(file))
    subprocess.run([java, *flags, brokers, *formatting], check=True, capture_output=True)
    with (home / "log").open("wb") as log:
        command = Command("broker", (java, "-Xmx256m", *flags, brokers, "kafka.Kafka", str(file)))
        broker = subprocess.Popen(command.argv, stdout=log, stderr=log, **command.options())
    try:
        run_the_job(home, f"{java} {' '.join(flags)} '{tools}/*:{brokers}'", others, secrets, authority.ca)
        yield Secured(f"{HOST}:{clients}", (controller, others), secrets, authority.ca)
    finally:
        broker.kill()
        broker.wait()


def run_the_job(home: Path, program: str, port: int, secrets: Path, authority: Path) -> None:
    """Run access.sh, whose tools wait by themselves until the broker answers."""
    for tool, name in (("kafka-configs.sh", "ConfigCommand"), ("kafka-acls.sh", "AclCommand")):
        (home / tool).write_text(f'#!/bin/sh\nexec {program} org.apache.kafka.tools.{name} "$@"\n')
        (home / tool).chmod(0o755)
    told = {
        "BROKERS": f"{HOST}:{port}",
        "AUTHORITY": str(authority),
        "SECRETS": str(secrets),
        "KAFKA_BIN": str(home),
    }
    done = subprocess.run(
        ["bash", str(access.FILE)],
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=False,
        timeout=patient(120),
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def a_fact(topic: str) -> Envelope:
    return Envelope(uuid4(), "cymru.dolen.test.v1", topic, uuid4(), 1, b"{}", b"{}")


async def test_a_service_writes_its_own_topics_and_reads_those_it_listens_to(secured: Secured) -> None:
    for security in (
        None,
        secured.security("topics", "a guess"),
        secured.security("stranger", "a guess"),
    ):
        with pytest.raises(BusUnreachable):
            await KafkaLog(secured.clients, name="nobody", security=security).ready()
    await declare(secured.clients, declared(), secured.security("topics"), replicas=1)
    referrals = KafkaLog(secured.clients, name="referrals", security=secured.security("referrals"))
    participants = KafkaLog(secured.clients, name="participants", security=secured.security("participants"))
    outcomes = KafkaLog(secured.clients, name="outcomes", security=secured.security("outcomes"))
    try:
        for log, topic in ((referrals, "referral.referral.v1"), (participants, "participant.mentoring.v1")):
            fact = a_fact(topic)
            assert await log.publish([fact]) == [fact.id]

        async def read() -> int:
            return len(await participants.read("referral.referral.v1", dict.fromkeys(range(12), 0), limit=9))

        await eventually(read, until=lambda count: count == 1)
        assert len(await outcomes.heads("participant.mentoring.v1")) == 1

        with pytest.raises(BusUnreachable):
            await referrals.publish([a_fact("outcome.enrolment.v1")])  # it only listens to this one
        with pytest.raises(BusUnreachable):
            await referrals.publish([a_fact("employer.employer.v1")])
        with pytest.raises(BusUnreachable):
            await referrals.heads("participant.mentoring.v1")
        with pytest.raises(BusUnreachable):
            await outcomes.heads("referral.referral.v1")
    finally:
        await asyncio.gather(referrals.close(), participants.close(), outcomes.close())


async def test_among_brokers_and_controllers_nobody_is_heard_without_a_certificate_of_the_authority(
    secured: Secured, tmp_path: Path
) -> None:
    stranger = ssl.create_default_context(cafile=secured.authority)
    key, certificate = Authority(tmp_path, now()).certify("kafka-1", HOST)
    stranger.load_cert_chain(certificate, key)
    for context in (ssl.create_default_context(cafile=secured.authority), stranger):
        for port in secured.by_certificate:
            reader, writer = await asyncio.open_connection(HOST, port, ssl=context)
            with pytest.raises(ssl.SSLError, match=r"(?i)certificate"):
                await reader.read(1)
            writer.close()
