"""Every published table is in the catalogue, and explained in docs/figures.md."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from services.outcomes import figures
from services.outcomes.domain.quality import RULES
from services.outcomes.domain.quality.repeated_records import SECOND_OPEN_RECORD
from services.outcomes.figures.published_table import PublishedTable
from services.outcomes.figures.registry import TABLES
from services.outcomes.programmes import all_programmes

PAGE = (Path(__file__).parents[4] / "docs" / "figures.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def codes(title: str) -> set[str]:
    """The codes in the first column of a section's table."""
    first = [line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([a-z0-9-]+)`", " ".join(first)))


def test_every_table_is_in_the_catalogue() -> None:
    modules = [
        importlib.import_module(f"{figures.__name__}.{each.name}")
        for each in pkgutil.iter_modules(figures.__path__)
    ]
    declared = {module.TABLE.name: module for module in modules if hasattr(module, "TABLE")}
    assert set(declared) == set(TABLES)
    for name, module in declared.items():
        assert module.__name__.rpartition(".")[2] == name.replace("-", "_")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: str(table.name))
def test_every_table_is_described_in_both_languages(table: PublishedTable) -> None:
    assert table.description.en.endswith(".")
    assert table.description.cy.endswith(".")
    assert table.description.en != table.description.cy


def test_every_table_is_explained() -> None:
    assert codes("The tables") == set(TABLES)


def test_every_data_quality_rule_is_explained() -> None:
    named = {
        condition.finding
        for programme in all_programmes().values()
        for category in programme.categories
        for condition in category.conditions
        if condition.finding
    }
    assert codes("Records to mend") == {
        SECOND_OPEN_RECORD,
        *named,
        *(c for rule in RULES for c in rule.codes),
    }


def test_no_two_rules_find_the_same_code() -> None:
    found = [code for rule in RULES for code in rule.codes]
    assert len(set(found)) == len(found)
