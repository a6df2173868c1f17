"""The programmes that are shipped, one data file each; a new one is added as a file, not as code."""

import tomllib
from functools import cache
from pathlib import Path

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.reading import parse

FOLDER = Path(__file__).parent


@cache
def all_programmes() -> dict[str, Programme]:
    """Every programme by its code.

    Raises ProgrammeInvalid or tomllib.TOMLDecodeError where a file is wrong."""
    programmes = (parse(tomllib.loads(file.read_text("utf-8"))) for file in sorted(FOLDER.glob("*.toml")))
    return {programme.code: programme for programme in programmes}
