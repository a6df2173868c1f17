"""Keys are a service's own, long, random and different, and what they digest nobody can guess
(security requirements 7, 15)."""

import base64
import hashlib
import secrets
from pathlib import Path

import pytest

from shared.field_encryption.key_files import KeyMissing, WeakKey, development_key
from shared.field_encryption.key_ring import KeyRing
from tests.shared.kit import a_key_ring


def a_folder(path: Path, **differences: bytes) -> Path:
    for name in ("master.1", "index.1", "identifiers"):
        key = differences.get(name, secrets.token_bytes(32))
        (path / name).write_text(base64.b64encode(key).decode())
    return path


def opened(folder: Path | None, *, in_development: bool = False) -> KeyRing:
    keys = KeyRing.of_folder(folder, service="notes", in_development=in_development)
    keys.master.wrap(b"k" * 32, version=1, place=b"anywhere")
    return keys


def test_random_keys_of_its_own_are_taken(tmp_path: Path) -> None:
    opened(a_folder(tmp_path))


@pytest.mark.parametrize("name", ["master.1", "index.1", "identifiers"])
@pytest.mark.parametrize(
    "weak",
    [b"", b"x" * 31, b"x" * 33, b"x" * 32, b"\0" * 32, b"ab" * 16, development_key("master.1")],
    ids=["empty", "short", "long", "all equal", "zeros", "two letters", "example"],
)
def test_a_short_equal_or_example_key_is_refused_outside_development(
    tmp_path: Path, name: str, weak: bytes
) -> None:
    with pytest.raises(WeakKey, match=name):
        opened(a_folder(tmp_path, **{name: weak}))


def test_one_key_for_two_purposes_is_refused(tmp_path: Path) -> None:
    same = secrets.token_bytes(32)
    with pytest.raises(WeakKey):
        opened(a_folder(tmp_path, **{"index.1": same, "identifiers": same}))
    with pytest.raises(WeakKey):
        opened(a_folder(tmp_path, **{"master.1": same, "index.1": same}))


def test_no_keys_at_all_are_refused_outside_development_only() -> None:
    with pytest.raises(WeakKey):
        opened(None)
    opened(None, in_development=True)


def test_a_refusal_names_the_file_and_quotes_nothing(tmp_path: Path) -> None:
    (a_folder(tmp_path) / "index.1").write_text("hush-hush-not-base64!")
    with pytest.raises(WeakKey, match=r"index\.1") as refused:
        opened(tmp_path)
    assert "hush" not in str(refused.value)


def test_a_master_version_is_found_without_a_restart_and_forgotten_when_it_is_destroyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = opened(a_folder(tmp_path))
    with pytest.raises(KeyMissing):
        keys.master.wrap(b"k" * 32, version=2, place=b"p")
    (tmp_path / "master.2").write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    wrapped = keys.master.wrap(b"k" * 32, version=2, place=b"p")
    assert keys.master.unwrap(wrapped, version=2, place=b"p") == b"k" * 32
    (tmp_path / "master.2").unlink()
    monkeypatch.setattr("shared.field_encryption.master_keys.monotonic", lambda: float("inf"))
    with pytest.raises(KeyMissing):
        keys.master.unwrap(wrapped, version=2, place=b"p")


def test_a_blind_index_is_equal_for_equal_values_and_no_others() -> None:
    one, other = a_key_ring(), a_key_ring()
    assert one.blind_index("QQ123456C", version=1) == other.blind_index("QQ123456C", version=1)
    assert one.blind_index("QQ123456C", version=1) != other.blind_index("QQ123456D", version=1)


def test_a_digest_is_keyed_by_its_own_key_and_the_service() -> None:
    others = {"index.1": b"1" * 32, "identifiers": b"2" * 32}
    rings = (a_key_ring(), a_key_ring("other"), a_key_ring(differences=others))
    assert len({each.blind_index("QQ123456C", version=1) for each in rings}) == 3
    assert len({each.fingerprint(b"QQ123456C") for each in rings}) == 3
    assert len({each.derived_id("record", "a", "b") for each in rings}) == 3
    assert a_key_ring().blind_index("QQ123456C", version=1) != hashlib.sha256(b"QQ123456C").digest()


def test_a_derived_id_is_that_of_its_names_and_no_others() -> None:
    keys = a_key_ring()
    assert keys.derived_id("record", "a", "b") == keys.derived_id("record", "a", "b")
    names = [("record", "a", "b"), ("record", "ab", ""), ("record", "a", "b", ""), ("mentor", "a", "b")]
    assert len({keys.derived_id(*each) for each in names}) == 4
