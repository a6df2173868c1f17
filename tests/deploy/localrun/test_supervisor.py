"""Supervised processes: their output is logged, they are restarted, stopped, and gone with the launcher."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.processes import parent_death
from deploy.processes.child_command import Command
from deploy.processes.run_log import RunLog
from deploy.processes.supervisor import ProcessFailed, Supervisor
from tests.deploy.processes_of import a_process, processes_of
from tests.eventually import eventually, eventually_holds

_PROGRAMS = "tests.deploy.programs"


def _python(name: str, code: str, *arguments: str, patience: float = 10) -> Command:
    return Command(name, (sys.executable, "-c", code, *arguments), patience=patience)


def _module(name: str, program: str, home: Path, *, patience: float = 10) -> Command:
    return Command(name, (sys.executable, "-m", f"{_PROGRAMS}.{program}", str(home)), patience=patience)


async def _until(condition: Callable[[], object]) -> None:
    async def look() -> bool:
        return bool(condition())

    await eventually(look)


async def test_what_a_process_says_is_logged_with_its_name(home: Path) -> None:
    run_log = RunLog(home)
    async with Supervisor(run_log) as supervisor:
        await supervisor.finish(_python("referrals", "print('shwmae'); print('without an end', end='')"))
    lines = run_log.path.read_text().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "referrals    | shwmae",
        "referrals    | without an end",
    ]
    run_log.close()


async def test_a_process_that_dies_is_started_again(home: Path) -> None:
    run_log = RunLog(home)
    async with Supervisor(run_log) as supervisor:
        [process] = supervisor.keep([_module("outcomes", "idle", home)])
        await _until(lambda: process.process)
        assert process.process is not None
        first = process.process.pid
        os.kill(first, signal.SIGKILL)
        await _until(lambda: process.process is not None and process.process.pid != first)
        assert process.deaths == 1
    run_log.close()


async def test_a_process_that_will_not_stop_is_killed(home: Path) -> None:
    run_log = RunLog(home)
    async with Supervisor(run_log) as supervisor:
        supervisor.keep([_module("stubborn", "stubborn", home, patience=0.3)])
        await _until(lambda: run_log.tail("stubborn"))
    assert processes_of(str(home)) == []
    assert "was killed" in run_log.path.read_text()
    run_log.close()


async def test_a_process_that_fails_says_why(home: Path) -> None:
    run_log = RunLog(home)
    async with Supervisor(run_log) as supervisor:
        with pytest.raises(ProcessFailed, match="no such table"):
            await supervisor.finish(_python("migrate", "import sys; sys.exit('no such table')"))
    run_log.close()


async def test_waiting_ends_when_a_process_keeps_dying(home: Path) -> None:
    run_log = RunLog(home)

    async def never() -> bool:
        return False

    async with Supervisor(run_log) as supervisor:
        [process] = supervisor.keep([_python("gateway", "raise SystemExit('port taken')")])
        with pytest.raises(ProcessFailed, match="port taken"):
            await supervisor.until(never, process, within=30)
    run_log.close()


def test_killing_the_launcher_leaves_no_process(home: Path) -> None:
    with a_process("-m", f"{_PROGRAMS}.launcher", str(home)):
        eventually_holds(lambda: len(processes_of(str(home))) == 2)
    eventually_holds(lambda: not processes_of(str(home)))


def test_where_the_kernel_does_not_watch_a_small_process_does(home: Path) -> None:
    """The way of systems without prctl, tried on this one."""
    with a_process("-m", f"{_PROGRAMS}.watched_launcher", str(home)):
        eventually_holds(lambda: len(processes_of(str(home))) == 2)
        eventually_holds(lambda: processes_of(f"{parent_death.__name__} "))
    eventually_holds(lambda: not processes_of(str(home)))
