"""Supervises child processes: starts them, logs their output, restarts the dead, stops them in order."""

import asyncio
import subprocess
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Awaitable, Callable, Iterable
from signal import SIGKILL, Signals
from types import TracebackType
from typing import Self

from deploy.processes import parent_death
from deploy.processes.child_command import Command
from deploy.processes.run_log import RunLog

FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 0.25, 10.0, 30.0
"""Seconds before a dead process is started again: doubled each time, and small again once it ran a while."""


class ProcessFailed(Exception):
    """A process that has to run does not; the message holds what it last said."""


class SupervisedProcess:
    """One process that is started again whenever it dies, until it is told to stop."""

    def __init__(self, command: Command, run_log: RunLog, before: Callable[[], None]) -> None:
        self.command = command
        self.deaths = 0
        self.process: Process | None = None
        self._run_log, self._before = run_log, before
        self._stopping = False
        self._task = asyncio.create_task(self._keep(), name=command.name)

    async def _keep(self) -> None:
        pause, clock = FIRST_PAUSE, asyncio.get_running_loop().time
        while not self._stopping:
            began = clock()
            try:
                status = await self._live_once()
            except OSError as error:
                status = error.errno or 1
                self._run_log.write("launcher", f"{self.command.name} could not be started: {error}")
            if self._stopping:
                return
            self.deaths += 1
            pause = FIRST_PAUSE if clock() - began > STEADY_AFTER else min(pause * 2, LONGEST_PAUSE)
            self._run_log.write(
                "launcher", f"{self.command.name} ended ({status}); starting again in {pause:g} s"
            )
            await asyncio.sleep(pause)

    async def _live_once(self) -> int:
        await asyncio.to_thread(self._before)
        self.process = process = await asyncio.create_subprocess_exec(
            *self.command.argv, stdin=subprocess.DEVNULL, stdout=PIPE, stderr=STDOUT, **self.command.options()
        )
        assert process.stdout is not None  # noqa: S101 - it is a pipe, as asked
        watcher = (
            parent_death.watch(process.pid, self.command.orphaned) if parent_death.needs_watching() else None
        )
        try:
            copying = asyncio.create_task(self._run_log.copy(self.command.name, process.stdout))
            status = await process.wait()
            await asyncio.wait([copying], timeout=1)
            copying.cancel()
            return status
        finally:
            if watcher is not None:
                watcher.kill()
                await asyncio.to_thread(watcher.communicate)

    async def stop(self) -> None:
        """Asks it to stop, and makes it where its patience runs out."""
        self._stopping = True
        if self._signal(self.command.stop):
            await asyncio.wait([self._task], timeout=self.command.patience)
            if not self._task.done():
                self._run_log.write("launcher", f"{self.command.name} did not stop and was killed")
                self._signal(SIGKILL)
                await asyncio.wait([self._task], timeout=self.command.patience)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _signal(self, how: Signals) -> bool:
        """Whether there was a living process to send it to."""
        if self.process is None or self.process.returncode is not None:
            return False
        try:
            self.process.send_signal(how)
        except ProcessLookupError:
            return False
        return True


class Supervisor:
    """The processes of one run. Leaving the block stops every one of them, the last started first."""

    def __init__(self, run_log: RunLog) -> None:
        self._run_log = run_log
        self._groups: list[list[SupervisedProcess]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for group in reversed(self._groups):
            await asyncio.gather(*(kept.stop() for kept in group))

    def keep(
        self, commands: Iterable[Command], before: Callable[[], None] = lambda: None
    ) -> list[SupervisedProcess]:
        """Starts processes that stand side by side: they are stopped together. `before` runs ahead of
        every start."""
        group = [SupervisedProcess(command, self._run_log, before) for command in commands]
        self._groups.append(group)
        return group

    async def finish(self, command: Command, *, on_terminal: bool = False) -> None:
        """Runs a process to its end. One that is to speak to the person keeps the terminal.

        Raises Died."""
        output = None if on_terminal else PIPE
        process = await asyncio.create_subprocess_exec(
            *command.argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if on_terminal else STDOUT,
            **command.options(),
        )
        try:
            if process.stdout is not None:
                await self._run_log.copy(command.name, process.stdout)
            status = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await asyncio.wait([asyncio.ensure_future(process.wait())], timeout=command.patience)
            if process.returncode is None:
                process.kill()
                await process.wait()
            raise
        if status != 0:
            said = "" if on_terminal else f":\n{self._run_log.tail(command.name)}"
            raise ProcessFailed(f"{command.name} failed ({status}){said}")

    async def until(
        self, ready: Callable[[], Awaitable[bool]], kept: SupervisedProcess, within: float
    ) -> None:
        """Waits until `ready` says so; raises Died where the process keeps dying or takes too long."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + within
        while not await ready():
            if kept.deaths >= 3 or loop.time() > give_up:
                name = kept.command.name
                raise ProcessFailed(f"{name} does not get ready:\n{self._run_log.tail(name)}")
            await asyncio.sleep(0.05)
