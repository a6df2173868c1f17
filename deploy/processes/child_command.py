"""Describes a child process: what to run, as whom, and the signals that end it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from signal import SIGKILL, SIGTERM, Signals
from typing import Any

from deploy.processes.parent_death import die_with_parent


@dataclass(frozen=True, slots=True)
class Command:
    """One program to run as a child."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    """All of its environment variables; ours when left out."""
    stop: Signals = SIGTERM
    """How it is asked to stop."""
    orphaned: Signals = SIGKILL
    """What it gets when its parent dies: every process of ours survives being killed without loss."""
    patience: float = 10.0
    """Seconds it is given to stop by itself."""
    user: int | None = None
    """The unprivileged id to run under, where we are root and cannot leave root otherwise."""
    umask: int = 0o077

    def options(self) -> dict[str, Any]:
        """Keyword arguments for Popen. A session of its own keeps Ctrl-C for the launcher, which stops
        its children in an order."""
        return {
            "env": dict(os.environ if self.environment is None else self.environment),
            "start_new_session": True,
            "preexec_fn": die_with_parent(self.orphaned),
            "umask": self.umask,
            **({} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}),
        }
