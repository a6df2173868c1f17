"""A secret may be in a file, whose name stands in the environment in its place; told twice, it is refused."""

from pathlib import Path

import pytest

from shared.secret_files import SecretFileInvalid, read_variable, required_variable


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("hush-hush\n")
    return file


def test_a_value_is_that_of_the_variable_or_what_is_in_its_file(secret: Path) -> None:
    assert read_variable("KEY", {"KEY": "said"}) == "said"
    assert read_variable("KEY", {"KEY_FILE": str(secret)}) == "hush-hush"
    assert read_variable("KEY", {}) is None


def test_a_secret_that_is_told_twice_is_refused(secret: Path) -> None:
    with pytest.raises(SecretFileInvalid, match="KEY and KEY_FILE") as refused:
        read_variable("KEY", {"KEY": "said", "KEY_FILE": str(secret)})
    assert "hush" not in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused_by_the_name_of_its_variable(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for file in ("missing", "bytes"):
        with pytest.raises(SecretFileInvalid, match="KEY_FILE cannot be read"):
            read_variable("KEY", {"KEY_FILE": str(tmp_path / file)})


@pytest.mark.parametrize("environ", [{}, {"KEY": ""}])
def test_a_secret_that_is_needed_and_missing_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(SecretFileInvalid, match="KEY is missing"):
        required_variable("KEY", environ)
