"""How much of the processor a process has used, it and those it started."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Positions in /proc/<pid>/stat after the name of the program, which may have spaces."""


def seconds(pid: int) -> float:
    """Of one process, in user code and in the kernel."""
    told = _stat(pid)
    return (int(told[_USER]) + int(told[_SYSTEM])) / _TICKS if told else 0.0


def tree(pid: int) -> float:
    """Of a process with all that came of it and still runs."""
    return sum(seconds(each) for each in (pid, *descendants(pid)))


def descendants(pid: int) -> Iterator[int]:
    """The processes that a process started, and those that they started."""
    children: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and (told := _stat(int(each.name))):
            children.setdefault(int(told[_PARENT]), []).append(int(each.name))
    waiting = list(children.get(pid, ()))
    while waiting:
        found = waiting.pop()
        yield found
        waiting += children.get(found, ())


def command(pid: int) -> list[str]:
    """The words it was started with; none where it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
