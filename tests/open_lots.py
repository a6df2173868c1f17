"""Programmes as tests have them: those that ship, with lots open to providers that they do not name. A test
has providers of its own; those that a programme names are bound as everywhere."""

import atexit
import os
import tempfile
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree
from typing import Final

from shared.programmes import load_all
from shared.programmes.loader import FOLDER

SETTING: Final = "DOLEN_PROGRAMMES"
_OPEN: Final = "deliveries = ["


def open_lots() -> None:
    """Let this process, and those that it starts, read such programmes; once is enough."""
    if SETTING in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="dolen-programmes-"))
    atexit.register(rmtree, folder)
    shipped = load_all(FOLDER)
    copytree(FOLDER, folder, ignore=ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
    for file in folder.glob("*/*.toml"):
        lots = "".join(f'{{ lot = "{lot.code}" }}, ' for lot in shipped[file.parent.name].lots)
        file.write_text(file.read_text().replace(_OPEN, f"{_OPEN} {lots}"))
    os.environ[SETTING] = str(folder)
