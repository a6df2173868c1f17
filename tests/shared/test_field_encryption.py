"""What is sealed opens where it was put, whole, and nowhere else (security requirement 7)."""

import base64
import hashlib
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.field_encryption import DecryptionFailed, FieldCipher
from tests.shared.kit import a_cipher

ROW = UUID(int=7)
PLACE = "participant.identity"
SEALED = a_cipher().encrypt(b"QQ123456C", column=PLACE, row=ROW)


@given(value=st.binary())
def test_what_was_sealed_opens_in_its_place(value: bytes) -> None:
    cipher = a_cipher()
    assert cipher.decrypt(cipher.encrypt(value, column=PLACE, row=ROW), column=PLACE, row=ROW) == value


def test_a_ciphertext_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(DecryptionFailed):
        a_cipher().decrypt(SEALED, column=PLACE, row=uuid4())


@pytest.mark.parametrize("place", ["participant.address", "referral.identity", "", f"{PLACE}|"])
def test_a_ciphertext_moved_to_another_column_does_not_open(place: str) -> None:
    with pytest.raises(DecryptionFailed):
        a_cipher().decrypt(SEALED, column=place, row=ROW)


@given(at=st.integers(0, len(SEALED) - 1), bits=st.integers(1, 255))
def test_a_ciphertext_with_a_changed_byte_does_not_open(at: int, bits: int) -> None:
    changed = bytearray(SEALED)
    changed[at] ^= bits
    with pytest.raises(DecryptionFailed):
        a_cipher().decrypt(bytes(changed), column=PLACE, row=ROW)


@given(length=st.integers(0, len(SEALED) - 1))
def test_a_ciphertext_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(DecryptionFailed):
        a_cipher().decrypt(SEALED[:length], column=PLACE, row=ROW)


def test_a_ciphertext_does_not_open_with_another_key() -> None:
    with pytest.raises(DecryptionFailed):
        a_cipher(sealing=b"o" * 32).decrypt(SEALED, column=PLACE, row=ROW)


def test_sealing_the_same_value_twice_shows_nobody_that_it_is_the_same() -> None:
    assert a_cipher().encrypt(b"QQ123456C", column=PLACE, row=ROW) != SEALED


def test_a_blind_index_is_equal_for_equal_values_and_no_others() -> None:
    assert a_cipher().blind_index("QQ123456C") == a_cipher().blind_index("QQ123456C")
    assert a_cipher().blind_index("QQ123456C") != a_cipher().blind_index("QQ123456D")


def test_a_blind_index_is_keyed_by_its_own_key() -> None:
    index = a_cipher().blind_index("QQ123456C")
    assert index != hashlib.sha256(b"QQ123456C").digest()
    assert index != a_cipher(index=b"o" * 32).blind_index("QQ123456C")
    assert index == a_cipher(sealing=b"o" * 32).blind_index("QQ123456C")


@pytest.mark.parametrize("key", ["", "not base64!", base64.b64encode(b"x" * 31).decode()])
def test_a_key_of_another_length_is_refused(key: str) -> None:
    good = base64.b64encode(b"x" * 32).decode()
    with pytest.raises(ValueError, match=r".+"):
        FieldCipher(key, good)
    with pytest.raises(ValueError, match=r".+"):
        FieldCipher(good, key)
