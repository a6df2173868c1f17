"""A process finds the code and the migrations that are its own."""

from pathlib import Path

import pytest

from deploy import entrypoints
from deploy.topology import DATABASES
from shared.secret_files import SecretFileInvalid


@pytest.mark.parametrize("name", DATABASES)
def test_every_database_has_migrations(name: str) -> None:
    folder = entrypoints.migrations(name)
    assert list((folder / "versions").glob("*.py"))


def test_the_address_of_a_database_gets_the_password_that_is_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "owner").write_text("hush/hush\n")
    monkeypatch.setenv("DOLEN_MIGRATION_URL", "postgresql://notes_owner@db/notes?sslmode=verify-full")
    monkeypatch.setenv("DOLEN_MIGRATION_PASSWORD_FILE", str(tmp_path / "owner"))
    address = entrypoints.database_address("DOLEN_MIGRATION_URL", "DOLEN_MIGRATION_PASSWORD")
    assert address == "postgresql://notes_owner:hush%2Fhush@db/notes?sslmode=verify-full"
    monkeypatch.delenv("DOLEN_MIGRATION_URL")
    with pytest.raises(SecretFileInvalid, match="DOLEN_MIGRATION_URL is missing"):
        entrypoints.database_address("DOLEN_MIGRATION_URL", "DOLEN_MIGRATION_PASSWORD")
