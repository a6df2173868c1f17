"""Loads every programme from its folder and validates it; a mistake is told with its place, in words."""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.programmes.consistency import mistakes
from shared.programmes.model import Programme

FOLDER: Final = Path(__file__).parent

_WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not an entry that a programme has",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be a whole number, not negative",
    "bool_type": "must be true or false",
    "date_type": "must be a date without a time",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
}
"""What is wrong, by the kind of error; other kinds say what is expected."""


class ProgrammeInvalid(ValueError):
    """A programme's files do not say what they must; the message names file and entry."""


def load_all(folder: Path | None = None) -> Mapping[str, Programme]:
    """Every programme by its code, in the order of its folders' names: those in `folder`, or where the
    environment says (`DOLEN_PROGRAMMES`), or those that ship.

    Raises ProgrammeInvalid."""
    return _load_all(folder or Path(os.environ.get("DOLEN_PROGRAMMES") or FOLDER))


@cache
def _load_all(folder: Path) -> Mapping[str, Programme]:
    found = {}
    for each in sorted(folder.iterdir()):
        if files := sorted(each.glob("*.toml")):
            programme = _load(each.name, files)
            found[programme.code] = programme
    return found


def parse(data: Mapping[str, Any], files: Mapping[str, str] | None = None) -> Programme:
    """The programme that `data` describes. `files` says which file each entry at the top stands in.

    Raises ProgrammeInvalid."""
    try:
        programme = Programme.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise _invalid(first["loc"], _in_words(first), files) from error
    for place, wrong in mistakes(programme):
        raise _invalid(place, wrong, files)
    return programme


def _load(name: str, paths: list[Path]) -> Programme:
    data: dict[str, Any] = {}
    files: dict[str, str] = {}
    for path in paths:
        file = f"{name}/{path.name}"
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ProgrammeInvalid(f"{file}: is not TOML: {error}") from error
        for key, value in entries.items():
            if key in data:
                raise ProgrammeInvalid(f"{file}: {key}: stands in {files[key]} too")
            data[key], files[key] = value, file
    programme = parse(data, files)
    if programme.code != name:
        raise ProgrammeInvalid(f"{files['code']}: code: must be the folder's name, {name!r}")
    return programme


def _invalid(place: tuple[str | int, ...], wrong: str, files: Mapping[str, str] | None) -> ProgrammeInvalid:
    entry = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    file = (files or {}).get(str(place[0])) if place else None
    return ProgrammeInvalid(f"{file}: {entry}: {wrong}" if file else f"{entry}: {wrong}")


def _in_words(error: ErrorDetails) -> str:
    if error["type"] in _WORDS:
        return _WORDS[error["type"]]
    expected = error.get("ctx", {}).get("expected")
    return f"must be {expected}" if expected else error["msg"]
