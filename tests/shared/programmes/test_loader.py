"""A programme is a folder of data, read strictly; a mistake is told with its place, in words."""

from datetime import date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from shared.programmes import ProgrammeInvalid, load_all, parse
from shared.programmes.loader import FOLDER
from tests.services.outcomes.domain.builders import AT_ONCE, SMALL, named

[HOME] = SMALL["authorities"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code": 7}, r"^code: must be text"),
        ({"starts_on": "2016-09-01"}, r"^starts_on: must be a date"),
        ({"starts_on": datetime(2016, 9, 1)}, r"^starts_on: must be a date"),  # noqa: DTZ001
        ({"quarters": []}, r"^quarters: must not be empty"),
        ({"colour": "red"}, r"^colour: is not an entry"),
        (
            {"lots": [{"code": "North", "name": named("North")}]},
            r"^lots: not declared: \['South'\]",
        ),
        ({"deliveries": []}, r"^deliveries: must not be empty"),
        ({"deliveries": [{"lot": "North"}]}, r"^deliveries: not declared: \['North'\]"),
        ({"deliveries": [{"lot": "South", "provider": "CAIS"}]}, r"^deliveries: not declared: \['CAIS'\]"),
        ({"deliveries": [{"lot": "South", "strand": "young"}]}, r"^deliveries: not declared: \['young'\]"),
        (
            {"consortia": [{"name": "All", "lots": ["North"], "providers": ["Nobody", "None"]}]},
            r"^consortia: not declared: \['Nobody', 'None', 'North'\]",
        ),
        ({"adjoining": [["South", "North"]]}, r"^adjoining: not declared: \['North'\]"),
        ({"exclusive": [{"code": "x", "categories": ["flying"]}]}, r"categories: not declared: \['flying'\]"),
        ({"exclusive": []}, r"exclusive: not declared: \['exit-outcome'\]"),
        ({"targets": [{"measure": "flying", "number": 1}]}, r"measures: not declared: \['flying'\]"),
        ({"targets": [{"measure": "employment", "number": -1}]}, r"targets\[0\]\.number: must be a whole"),
        ({"targets": [{"measure": "employment", "number": 1}] * 2}, r"the same target is set twice"),
        (
            {"targets": [{"measure": "employment", "number": 1, "esf_area": "Convergence"}]},
            r"targets\[0\]\.strand: esf_area and strand go together",
        ),
        ({"targets": [{"measure": "employment"}]}, r"targets\[0\]\.number: either number or lots"),
        (
            {"targets": [{"measure": "employment", "lots": {"South": 1}}]},
            r"targets\[0\]\.lots: are of an esf_area and a strand",
        ),
        ({"authorities": [{**HOME, "lot": "North"}]}, r"^authorities: not declared: \['North'\]"),
        ({"authorities": [HOME, HOME]}, r"^authorities: the entries of W06000015 must follow one another"),
        (
            {"authorities": [{**HOME, "ends_on": date(2019, 3, 31)}]},
            r"^authorities: the entries of W06000015",
        ),
        ({"quarters": list(reversed(SMALL["quarters"]))}, r"must end one after another"),
    ],
)
def test_a_wrong_entry_is_named(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ProgrammeInvalid, match=says):
        parse({**SMALL, **change})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"window": None}, r"categories\[0\]\.window: exactly one of window"),
        ({"kinds": []}, r"categories\[0\]\.kinds: must not be empty"),
        ({"kinds": None}, r"categories\[0\]\.kinds: needed with a window"),
        ({"kinds": ["flying"]}, r"categories\[0\]\.kinds\[0\]: must be 'job_search'"),
        ({"window": {**AT_ONCE, "opens": "birth"}}, r"window\.opens: must be"),
        ({"window": {**AT_ONCE, "opens": "exit"}}, r"must_have_left: what is counted from the exit"),
        ({"window": {**AT_ONCE, "shut": 3}}, r"window\.shut: is not an entry"),
        (
            {"conditions": [{"rule": "r", "field": "height", "one_of": ["tall"]}]},
            r"conditions\[0\]\.field: must be",
        ),
    ],
)
def test_a_wrong_category_is_named(change: dict[str, Any], says: str) -> None:
    first, *others = SMALL["categories"]
    with pytest.raises(ProgrammeInvalid, match=says):
        parse({**SMALL, "categories": [{**first, **change}, *others]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a programme that ships, to make mistakes in."""
    copytree(FOLDER / "oows", tmp_path / "oows")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "change", "says"),
    [
        (
            "targets.toml",
            ("number = 1049", "number = -1"),
            r"^oows/targets\.toml: targets\[4\]\.number: ",
        ),
        (
            "programme.toml",
            ("months = 6", "month = 6"),
            r"programme\.toml: follow_up\.months: is missing",
        ),
        (
            "programme.toml",
            ('code = "oows"', 'code = "pmw"'),
            r"code: must be the folder's name",
        ),
        ("tables.toml", ("mandatory = [", "mandatory = "), r"oows/tables\.toml: is not TOML"),
        (
            "tables.toml",
            ("mandatory = [", "fund = 'x'\nmandatory = ["),
            r"fund: stands in oows/",
        ),
    ],
)
def test_a_mistake_names_its_file(folder: Path, file: str, change: tuple[str, str], says: str) -> None:
    path = folder / "oows" / file
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(ProgrammeInvalid, match=says):
        load_all(folder)


def test_a_programme_is_added_by_a_folder(folder: Path) -> None:
    copytree(folder / "oows", folder / "pmw")
    programme = folder / "pmw" / "programme.toml"
    programme.write_text(programme.read_text(encoding="utf-8").replace('"oows"', '"pmw"'), encoding="utf-8")
    assert list(load_all(folder)) == ["oows", "pmw"]
    assert load_all(folder)["pmw"].follow_up.months == 6
