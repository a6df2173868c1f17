"""The household of processes: heard, started again, stopped, and gone when the launcher is."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from deploy.localrun import parent_death
from deploy.localrun.child_command import Command
from deploy.localrun.run_log import RunLog
from deploy.localrun.supervisor import ProcessFailed, Supervisor
from tests.deploy.eventually import eventually
from tests.deploy.processes_of import a_process, processes_of

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""
LAUNCHER = """
import asyncio, sys
from pathlib import Path
from deploy.localrun.child_command import Command
from deploy.localrun.run_log import RunLog
from deploy.localrun.supervisor import Supervisor
async def main():
    async with Supervisor(RunLog(Path(sys.argv[1]))) as household:
        household.keep([Command("child", (sys.executable, "-c", sys.argv[2], sys.argv[1]))])
        await asyncio.Event().wait()
asyncio.run(main())
"""


def _python(name: str, code: str, *arguments: str, patience: float = 10) -> Command:
    return Command(name, (sys.executable, "-c", code, *arguments), patience=patience)


async def _until(holds: object, within: float = 20) -> None:
    assert callable(holds)
    await asyncio.to_thread(eventually, holds, within)


async def test_what_a_process_says_is_logged_with_its_name(home: Path) -> None:
    journal = RunLog(home)
    async with Supervisor(journal) as household:
        await household.finish(_python("referrals", "print('shwmae'); print('without an end', end='')"))
    lines = journal.path.read_text().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "referrals    | shwmae",
        "referrals    | without an end",
    ]
    journal.close()


async def test_a_process_that_dies_is_started_again(home: Path) -> None:
    journal = RunLog(home)
    async with Supervisor(journal) as household:
        [kept] = household.keep([_python("outcomes", "import time; time.sleep(600)")])
        await _until(lambda: kept.process)
        assert kept.process is not None
        first = kept.process.pid
        os.kill(first, signal.SIGKILL)
        await _until(lambda: kept.process is not None and kept.process.pid != first)
        assert kept.deaths == 1
    journal.close()


async def test_a_process_that_will_not_stop_is_killed(home: Path) -> None:
    journal = RunLog(home)
    async with Supervisor(journal) as household:
        household.keep([_python("stubborn", STUBBORN, str(home), patience=0.3)])
        await _until(lambda: journal.tail("stubborn"))
    assert processes_of(str(home)) == []
    assert "was killed" in journal.path.read_text()
    journal.close()


async def test_a_process_that_fails_says_why(home: Path) -> None:
    journal = RunLog(home)
    async with Supervisor(journal) as household:
        with pytest.raises(ProcessFailed, match="no such table"):
            await household.finish(_python("migrate", "import sys; sys.exit('no such table')"))
    journal.close()


async def test_waiting_ends_when_a_process_keeps_dying(home: Path) -> None:
    journal = RunLog(home)

    async def never() -> bool:
        return False

    async with Supervisor(journal) as household:
        [kept] = household.keep([_python("gateway", "raise SystemExit('port taken')")])
        with pytest.raises(ProcessFailed, match="port taken"):
            await household.until(never, kept, within=30)
    journal.close()


def test_killing_the_launcher_leaves_no_process(home: Path) -> None:
    with a_process("-c", LAUNCHER, str(home), STUBBORN):
        eventually(lambda: len(processes_of(str(home))) == 2)
    eventually(lambda: not processes_of(str(home)), within=5)


def test_where_the_kernel_does_not_watch_a_small_process_does(home: Path) -> None:
    """The way of systems without prctl, tried on this one."""
    code = (
        "import subprocess, sys, time\n"
        "from deploy.localrun import parent_death\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', sys.argv[1]])\n"
        "parent_death.watch(child.pid, parent_death.Signals.SIGTERM)\n"
        "time.sleep(600)\n"
    )
    with a_process("-c", code, str(home)):
        eventually(lambda: len(processes_of(str(home))) == 2)
        eventually(lambda: processes_of(f"{parent_death.__name__} "))
    eventually(lambda: not processes_of(str(home)))
