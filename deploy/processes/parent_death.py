"""Ends a child process when its parent dies, however sudden the death."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from signal import Signals

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(how: Signals) -> Callable[[], None]:
    """For Popen's `preexec_fn`: the kernel sends `how` to the child when its parent dies.

    The kernel watches the *thread* that started the child, so start it from the main thread. Where there
    is no prctl (macOS) this does nothing, and `watch` takes its place."""
    parent = os.getpid()

    def bind() -> None:
        if _LIBC is None:
            return
        if _LIBC.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        if os.getppid() != parent:  # it died between the fork and the call
            os.kill(os.getpid(), how)

    return bind


def needs_watching() -> bool:
    """Whether this system lets a child outlive its parent unnoticed."""
    return _LIBC is None


def watch(pid: int, how: Signals) -> "subprocess.Popen[bytes]":
    """Starts a small process that waits for us to die, then sends `how` to `pid`.

    It holds the reading end of a pipe nobody writes to: the end of file is our death."""
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.processes.parent_death", str(pid), str(int(how))],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _wait(pid: int, how: Signals) -> None:
    sys.stdin.buffer.read()
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _wait(int(sys.argv[1]), Signals(int(sys.argv[2])))
