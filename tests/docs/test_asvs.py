"""The table of the ASVS has every requirement of levels 1 and 2, and each is met somewhere or says why not.

That what it names is there, test_links.py checks."""

import csv
import re
from collections import Counter
from pathlib import Path

from tests.docs.examples import DOCS

PAGE = DOCS / "security" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
STATES = ("met", "operator", "does not apply", "**not met**")


def rows() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = ROW.findall(PAGE.read_text())
    return found


def test_every_requirement_of_levels_1_and_2_has_its_row_in_order() -> None:
    with (Path(__file__).parent / "asvs-5.0.0-levels.csv").open(newline="") as file:
        wanted = [(each["requirement"], each["level"]) for each in csv.DictReader(file)]
    assert [row[:2] for row in rows()] == wanted
    assert len(wanted) == 253


def test_what_is_met_names_a_file_and_everything_else_a_reason() -> None:
    for number, _, _, state, where in rows():
        assert state in STATES, number
        if state == "met":
            assert re.fullmatch(r"\[[^\]]+\]\([^)]+\)", where), number
        else:
            assert len(where) > 3, number


def test_the_counts_at_the_top_are_those_of_the_table() -> None:
    said = dict(re.findall(r"^\| ([\w ]+) \| (\d+) \|$", PAGE.read_text(), re.MULTILINE))
    counted = Counter(row[3].strip("*") for row in rows())
    assert {state: int(count) for state, count in said.items()} == counted
