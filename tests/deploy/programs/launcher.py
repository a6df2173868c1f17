"""Supervises one child that ignores SIGTERM, in a folder, until it is killed."""

import asyncio
import sys
from pathlib import Path

from deploy.processes.child_command import Command
from deploy.processes.run_log import RunLog
from deploy.processes.supervisor import Supervisor


async def main(home: Path) -> None:
    child = Command("child", (sys.executable, "-m", "tests.deploy.programs.stubborn", str(home)))
    async with Supervisor(RunLog(home)) as supervisor:
        supervisor.keep([child])
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
