"""A lot names its programme where no other has it; where several do, the programme is asked for."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from shared.programmes.loader import FOLDER
from shared.programmes.lookup import ProgrammeNeeded, UnknownProgramme, every_lot, programme_of_lot
from tests.open_lots import SETTING


@pytest.fixture
def twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Out of Work Service, and a second programme in the same lots."""
    for code in ("oows", "second"):
        copytree(FOLDER / "oows", tmp_path / code, ignore=ignore_patterns("__pycache__"))
    programme = tmp_path / "second" / "programme.toml"
    text = programme.read_text(encoding="utf-8").replace('code = "oows"', 'code = "second"')
    programme.write_text(text, encoding="utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path))


def test_a_lot_of_one_programme_needs_no_other_word() -> None:
    assert programme_of_lot("Powys", None) == "oows"
    assert programme_of_lot("West Glamorgan", None) == "pmw"


def test_a_lot_that_nobody_has_is_of_no_programme() -> None:
    with pytest.raises(UnknownProgramme):
        programme_of_lot("Atlantis", None)
    with pytest.raises(UnknownProgramme):
        programme_of_lot("Powys", "pmw2")


@pytest.mark.usefixtures("twice")
def test_of_a_lot_that_two_programmes_have_the_one_that_is_meant_is_asked_for() -> None:
    with pytest.raises(ProgrammeNeeded):
        programme_of_lot("Powys", None)
    assert programme_of_lot("Powys", "second") == "second"
    assert len(every_lot()) == len(set(every_lot())) == 7
