"""A database is spoken to by TLS, as docker-compose.yml sets it: it refuses who speaks in the clear, and is
not spoken to where its certificate comes from another authority or is for another host."""

import asyncio
import ssl
import tarfile
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from signal import SIGINT
from subprocess import Popen
from typing import IO

import asyncpg
import pytest
from sqlalchemy import text

from deploy import databases, entrypoints
from deploy.certificates import Authority
from deploy.kafka.jars import fetched
from deploy.localrun import postgres
from deploy.localrun.postgres import Account
from deploy.processes.child_command import Command
from shared.clock import now
from shared.migrations.runner import upgrade
from shared.persistence.database import connect, engine
from shared.server_addresses import with_password
from tests.compose_page import PAGE, ROOT
from tests.eventually import eventually
from tests.needing_kafka import needing_kafka
from tests.ports import free_ports

POM = Path(__file__).parent / "postgres-with-tls.xml"
HOST = "127.0.0.1"
PASSWORD = "pass/word@of all"


@dataclass(frozen=True)
class Server:
    """A running server, and who vouches for it."""

    port: int
    ca: Path
    stranger: Path

    def address(self, query: str, *, role: str = "dolen", database: str = "", host: str = HOST) -> str:
        return with_password(f"postgresql://{role}@{host}:{self.port}/{database}?{query}", PASSWORD)

    def verified(self, ca: Path, **where: str) -> str:
        return self.address(f"sslmode=verify-full&sslrootcert={ca}", **where)


def initialise(home: Path, data: Path, account: Account) -> None:
    """Make an empty server, whose superuser has the password in `home`/password."""
    options = ("-D", str(data), "-U", "dolen", "--pwfile", str(home / "password"), "-A", "scram-sha-256")
    program = (*account.prefix, str(home / "programs/bin/initdb"), *options)
    assert started(Command("initdb", program, user=account.user), None).wait() == 0


def started(command: Command, log: IO[bytes] | None) -> "Popen[bytes]":
    return Popen(command.argv, stdout=log, stderr=log, **command.options())


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    home = tmp_path_factory.mktemp("tls")
    for folder in (home, *home.parents[:2]):
        folder.chmod(0o711)  # to be passed through by the server's own id
    with needing_kafka():
        [jar] = fetched(POM, "postgres-with-tls-18.1.0").iterdir()
    with zipfile.ZipFile(jar) as packed:
        [name] = [each for each in packed.namelist() if each.endswith(".txz")]
        packed.extract(name, home)
    with tarfile.open(home / name) as programs:
        programs.extractall(home / "programs", filter="data")
    authority = Authority(home, now() - timedelta(hours=1))
    key, certificate = authority.certify("postgres", HOST)
    (home / "stranger").mkdir()
    stranger = Authority(home / "stranger", now() - timedelta(hours=1))
    (home / "password").write_text(PASSWORD)
    account, data = postgres.account(), home / "data"
    own = {
        "/etc/dolen/server.crt": str(certificate),
        "/run/secrets/server_key": str(key),
        "/etc/dolen/pg_hba.conf": str(ROOT / "deploy" / "postgres" / "pg_hba.conf"),
        "shared_buffers=512MB": "shared_buffers=32MB",
    }
    said = PAGE["services"]["postgres"]["command"]
    for there, here in own.items():
        assert there in said
        said = said.replace(there, here)
    initialise(home, data, account)
    port = free_ports(1)
    where = ("-D", str(data), "-h", HOST, "-p", str(port), "-k", str(data))
    program = (*account.prefix, str(home / "programs/bin/postgres"), *where, *said.split())
    command = Command("postgres", program, stop=SIGINT, orphaned=SIGINT, user=account.user)
    with (home / "log").open("wb") as log:
        process = started(command, log)

    async def ready() -> bool:
        assert process.poll() is None, (home / "log").read_text()
        return postgres.is_ready(data, process.pid)

    try:
        await eventually(ready, until=bool)
        yield Server(port, authority.ca, stranger.ca)
    finally:
        process.send_signal(SIGINT)
        process.wait()


async def test_a_verified_server_is_provisioned_migrated_and_asked_by_tls(server: Server) -> None:
    await databases.provision(server.verified(server.ca), ["bus"], lambda _: PASSWORD)
    owner = server.verified(server.ca, role="bus_owner", database="bus")
    await asyncio.to_thread(upgrade, entrypoints.migrations("bus"), owner)
    application = server.verified(server.ca, role="bus_app", database="bus")
    encrypted = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    pool = engine(application, pool_size=1)
    async with pool.connect() as connection:
        assert (await connection.execute(text(encrypted))).scalar_one() == "TLSv1.3"
        assert (await connection.execute(text("SELECT count(*) FROM log"))).scalar_one() == 0
    await pool.dispose()
    alone = await connect(application, name="alone")
    assert await alone.fetchval(encrypted) == "TLSv1.3"
    await alone.close()


async def test_a_server_that_another_authority_vouches_for_is_not_spoken_to(server: Server) -> None:
    pool = engine(server.verified(server.stranger, database="postgres"), pool_size=1)
    with pytest.raises(ssl.SSLCertVerificationError):
        await pool.connect()
    await pool.dispose()


async def test_a_server_that_answers_under_another_name_is_not_spoken_to(server: Server) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="localhost"):
        await connect(server.verified(server.ca, database="postgres", host="localhost"), name="test")


async def test_the_server_refuses_whoever_speaks_in_the_clear(server: Server) -> None:
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="no encryption"):
        await connect(server.address("sslmode=disable", database="postgres"), name="test")
