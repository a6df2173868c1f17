"""Names the codes of tidy tables in English and Welsh, and the units of figures."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from services.outcomes.domain.programme import Bilingual

OF_ITS_KIND: Final = "of-its-kind"
"""The unit of a figure that the row itself names."""
_FILE: Final = Path(__file__).parent / "labels.toml"
_OF_QUARTER: Final = re.compile(r"(pct_of_)?(?!programme_|pct_of_).+_target")


@cache
def known() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The list: columns, figures, units, values and notes, by their codes."""
    return tomllib.loads(_FILE.read_text())


def label(section: str, code: str, language: str) -> str:
    """What a code is called; the code itself where nobody gave it a name, as an organisation's id."""
    return known()[section].get(code, {}).get(language, code)


def figure(column: str) -> str:
    """The code of the figure in a printed column; the profile has the quarter's name in print."""
    of_quarter = _OF_QUARTER.fullmatch(column)
    return f"{of_quarter[1] or ''}quarter_target" if of_quarter else column


def unit(figure_code: str) -> str:
    """The unit of a figure, by its code."""
    return known()["figures"][figure_code]["unit"]


def in_language(name: Bilingual, language: str) -> str:
    """A name in the language asked for."""
    return name.cy if language == "cy" else name.en
