"""Key files: a folder of secrets of one service, each the base64 of 32 bytes, checked when it is read."""

import base64
import binascii
from collections.abc import Callable
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
_FEWEST_DISTINCT_BYTES: Final = 16
"""Of 32 random bytes fewer are distinct once in 10¹³ keys."""

_EXAMPLE: Final = b"dolen-development-only"

ReadKey = Callable[[str], bytes]
"""Reads the key of a name. Raises KeyMissing, WeakKey."""


class KeyMissing(Exception):
    """There is no key of that name (any more)."""


class WeakKey(ValueError):
    """A key is short, or is one that everybody could know; the message names it and quotes nothing."""


def key_folder(folder: Path, *, in_development: bool) -> ReadKey:
    """Read keys from the files of a folder, anew each time: a file that was put there is found without a
    restart, and one that was destroyed is read no more."""

    def read(name: str) -> bytes:
        try:
            text = (folder / name).read_text()
        except FileNotFoundError as error:
            raise KeyMissing(name) from error
        return checked_key(text, name, in_development=in_development)

    return read


def check_all(folder: Path, *, in_development: bool) -> None:
    """Raise WeakKey where a key of a folder is weak, or two are the same, and KeyMissing for no folder."""
    if not folder.is_dir():
        raise KeyMissing(f"the folder {folder.name}")
    names = sorted(each.name for each in folder.iterdir() if each.is_file())
    read = key_folder(folder, in_development=in_development)
    if len({read(name) for name in names}) < len(names):
        raise WeakKey(f"two of the keys {', '.join(names)} are the same")


def development_key(name: str) -> bytes:
    """Make the key that a process has in development where none is set; refused everywhere else."""
    return f"{_EXAMPLE.decode()} {name}".encode().ljust(KEY_BYTES, b".")[:KEY_BYTES]


def checked_key(text: str, name: str, *, in_development: bool) -> bytes:
    """Decode a key. Raises WeakKey for one of another length and, outside development, for one that is all
    equal, far from random, or an example."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise WeakKey(f"{name} is not base64") from error
    if len(key) != KEY_BYTES:
        raise WeakKey(f"{name} is not {KEY_BYTES} bytes long")
    if not in_development and (key.startswith(_EXAMPLE) or len(set(key)) < _FEWEST_DISTINCT_BYTES):
        raise WeakKey(f"{name} is an example, or not random: make one of {KEY_BYTES} random bytes")
    return key
