"""What is sealed for a person opens where it was put, whole, and nowhere else (security requirements 7
and 20)."""

from uuid import UUID, uuid4

import pytest

from shared.field_encryption.field_cipher import FieldCipher, PersonErased
from shared.field_encryption.key_files import KeyMissing
from shared.field_encryption.master_keys import DecryptionFailed
from shared.field_encryption.person_keys import destroy
from tests.shared.kit import Kit, a_key_ring
from tests.shared.notes.facts import MONDAY

ROW = UUID(int=7)
PLACE = "participant.identity"
PERSON, SOMEBODY_ELSE = UUID(int=1), UUID(int=2)


async def a_cipher(kit: Kit) -> FieldCipher:
    """The keys of two people, unwrapped outside a unit of work."""
    async with kit.work() as work:
        await work.cipher.create([PERSON, SOMEBODY_ELSE])
    cipher = FieldCipher(a_key_ring(), kit.driver)
    await cipher.load([PERSON, SOMEBODY_ELSE])
    return cipher


def sealed(cipher: FieldCipher, value: bytes = b"QQ123456C") -> bytes:
    return cipher.encrypt(value, person=PERSON, column=PLACE, row=ROW)


async def test_what_was_sealed_opens_in_its_place_in_another_unit_of_work(kit: Kit) -> None:
    async with kit.work() as work:
        await work.cipher.create([PERSON])
        values = {n: sealed(work.cipher, bytes([n % 256]) * n) for n in (0, 1, 251, 252, 253, 70_000)}
    async with kit.work() as work:
        await work.cipher.load([PERSON])
        for n, value in values.items():
            opened = work.cipher.decrypt(value, person=PERSON, column=PLACE, row=ROW)
            assert opened == bytes([n % 256]) * n


async def test_a_ciphertext_opens_for_no_other_row_column_or_person(kit: Kit) -> None:
    cipher = await a_cipher(kit)
    value = sealed(cipher)
    for person, column, row in (
        (PERSON, PLACE, uuid4()),
        (PERSON, "referral.person", ROW),
        (PERSON, f"{PLACE}|", ROW),
        (SOMEBODY_ELSE, PLACE, ROW),
    ):
        with pytest.raises(DecryptionFailed):
            cipher.decrypt(value, person=person, column=column, row=row)


async def test_a_ciphertext_that_was_changed_or_cut_short_does_not_open(kit: Kit) -> None:
    cipher = await a_cipher(kit)
    value = sealed(cipher)
    changed = [value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :] for at in range(len(value))]
    for wrong in (*changed, *(value[:length] for length in range(len(value)))):
        with pytest.raises(DecryptionFailed):
            cipher.decrypt(wrong, person=PERSON, column=PLACE, row=ROW)


async def test_the_length_of_a_value_shows_as_one_of_few_sizes(kit: Kit) -> None:
    cipher = await a_cipher(kit)
    overhead = 1 + 12 + 16
    sizes = {len(sealed(cipher, b"x" * length)) - overhead for length in range(0, 16_000, 50)}
    assert sizes == {256, 512, 1024, 2048, 4096, 8192, 16_384}


async def test_sealing_the_same_value_twice_shows_nobody_that_it_is_the_same(kit: Kit) -> None:
    cipher = await a_cipher(kit)
    assert sealed(cipher) != sealed(cipher)


async def test_keys_are_dropped_with_the_unit_of_work(kit: Kit) -> None:
    async with kit.work() as work:
        await work.cipher.create([PERSON])
        value = sealed(work.cipher)
    with pytest.raises(LookupError):
        work.cipher.decrypt(value, person=PERSON, column=PLACE, row=ROW)


async def test_a_wrapped_key_moved_to_another_person_service_or_master_does_not_unwrap(kit: Kit) -> None:
    await a_cipher(kit)
    another_master = {"master.1": b"another master key of 32 bytes.."}
    for other in (a_key_ring("participants"), a_key_ring(differences=another_master)):
        with pytest.raises(DecryptionFailed):
            await FieldCipher(other, kit.driver).load([PERSON])
    await kit.rows.execute(
        "UPDATE person_key SET wrapped = other.wrapped FROM person_key AS other"
        " WHERE other.person = $1 AND person_key.person = $2",
        SOMEBODY_ELSE,
        PERSON,
    )
    with pytest.raises(DecryptionFailed):
        await FieldCipher(a_key_ring(), kit.driver).load([PERSON])


async def test_of_two_who_make_a_persons_key_at_once_both_use_the_same(kit: Kit) -> None:
    async with kit.work() as first:
        await first.cipher.create([PERSON])
        value = sealed(first.cipher)
    async with kit.work() as second:
        await second.cipher.create([PERSON])
        assert second.cipher.decrypt(value, person=PERSON, column=PLACE, row=ROW) == b"QQ123456C"


async def test_a_destroyed_key_opens_nothing_and_seals_nothing_and_stays_destroyed(kit: Kit) -> None:
    async with kit.work() as work:
        await work.cipher.create([PERSON])
        value = sealed(work.cipher)
    async with kit.work() as work:
        await destroy(await work.connection(), [PERSON, SOMEBODY_ELSE], at=MONDAY)
    async with kit.work() as work:
        await work.cipher.create([PERSON, SOMEBODY_ELSE])
        assert not work.cipher.can_open(PERSON)
        assert not work.cipher.can_open(SOMEBODY_ELSE)
        with pytest.raises(PersonErased):
            work.cipher.decrypt(value, person=PERSON, column=PLACE, row=ROW)
        with pytest.raises(PersonErased):
            sealed(work.cipher)
    assert await kit.rows.fetchval("SELECT wrapped FROM person_key WHERE person = $1", PERSON) is None


async def test_a_master_version_that_is_not_there_is_told(kit: Kit) -> None:
    await kit.rows.execute("INSERT INTO master_key VALUES (2)")
    with pytest.raises(KeyMissing):
        await FieldCipher(a_key_ring(gone="master.2"), kit.driver).create([PERSON])
