"""Runs PostgreSQL in a folder and on a port until it is killed."""

import sys
from pathlib import Path
from signal import pause

from deploy.localrun import postgres

if __name__ == "__main__":
    with postgres.running(Path(sys.argv[1]), int(sys.argv[2]), "secret"):
        print("ready", flush=True)
        pause()
