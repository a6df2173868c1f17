"""Starts a child and has it watched by a process, as on systems whose kernel cannot tie a child to its
parent; a folder in the arguments tells whose it is."""

import subprocess
import sys
from signal import SIGTERM, pause

from deploy.processes import parent_death

if __name__ == "__main__":
    child = subprocess.Popen([sys.executable, "-m", "tests.deploy.programs.idle", sys.argv[1]])
    parent_death.watch(child.pid, SIGTERM)
    pause()
