"""Processes seen from outside: started to be killed, and found by what is in their command line."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def a_process(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python process that is killed, without warning, at the end of the block."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE)
    with process:
        try:
            yield process
        finally:
            process.kill()


def processes_of(text: str) -> list[str]:
    """The living processes that have `text` in their command line."""
    listed = subprocess.run(
        ["ps", "-e", "-ww", "-o", "pid=,stat=,args="], capture_output=True, text=True, check=True
    )
    return [
        line for line in listed.stdout.splitlines() if text in line and not line.split()[1].startswith("Z")
    ]
