"""Field-level encryption of a unit of work: AES-GCM under the data key of the person a value is about, with
the field's place as additional data, padded to sizes that many values share (security requirements 7, 20)."""

import os
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.field_encryption import person_keys
from shared.field_encryption.key_ring import KeyRing
from shared.field_encryption.master_keys import NONCE_BYTES, DecryptionFailed
from shared.refusal import NotFound

_VERSION: Final = 2
_SMALLEST: Final = 256
_LENGTH_BYTES: Final = 4


class PersonErased(NotFound):
    """The data key of the person was destroyed: to everybody there is nobody."""


class FieldCipher:
    """Encrypts and decrypts values within one unit of work. Data keys are unwrapped once and dropped at its
    end: a longer memory would outlive an erasure.

    The additional data names table, column and row, so that a ciphertext that was moved to another row cannot
    be decrypted."""

    def __init__(self, keys: KeyRing, connection: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        self.keys, self._connection = keys, connection
        self._ciphers: dict[UUID, AESGCM | None] = {}

    async def load(self, people: Collection[UUID]) -> None:
        """Unwrap the data keys of people whose fields are to be read or written, in one statement."""
        missing = {person for person in people if person not in self._ciphers}
        if not missing:
            return
        found = await person_keys.load(await self._connection(), self.keys, missing)
        for person, key in found.items():
            self._ciphers[person] = None if key is None else AESGCM(key)

    def add(self, person: UUID, wrapped: bytes | None, *, version: int | None) -> None:
        """Take in a data key that was read with other columns, where that saves a statement; `version` is
        None where the person has none. Raises KeyMissing, DecryptionFailed."""
        if version is not None and person not in self._ciphers:
            key = person_keys.unwrapped(self.keys, person, version, wrapped)
            self._ciphers[person] = None if key is None else AESGCM(key)

    async def create(self, people: Collection[UUID]) -> None:
        """Make data keys for new people. Whoever has one keeps it."""
        missing = {person for person in people if person not in self._ciphers}
        if not missing:
            return
        made = await person_keys.create(await self._connection(), self.keys, missing)
        self._ciphers.update((person, AESGCM(key)) for person, key in made.items())
        await self.load(missing - made.keys())

    async def destroy(self, people: Collection[UUID], *, at: datetime) -> None:
        """Destroy people's data keys, for good: what was sealed under them opens no more, and nothing is
        sealed for them again."""
        await person_keys.destroy(await self._connection(), people, at=at)
        self._ciphers.update(dict.fromkeys(people))

    async def destroyed(self, people: Collection[UUID]) -> set[UUID]:
        """Find which of these people were erased here, whether or not anything was sealed for them."""
        return await person_keys.destroyed(await self._connection(), people)

    def can_open(self, person: UUID) -> bool:
        """Tell whether a person whose key was asked for has one: nobody who was erased does."""
        return self._ciphers.get(person) is not None

    def encrypt(self, value: bytes, *, person: UUID, column: str, row: UUID) -> bytes:
        """Encrypt `value` for `column` ("table.column") in the row with that id. Returns a byte for the
        format, the nonce and the ciphertext, whose size is one of few. Raises PersonErased."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(person).encrypt(nonce, _padded(value), _associated(column, row, _VERSION))
        return bytes([_VERSION]) + nonce + sealed

    def decrypt(self, sealed: bytes, *, person: UUID, column: str, row: UUID) -> bytes:
        """Return what `encrypt` was given. Raises PersonErased, and DecryptionFailed for a value of another
        place or person, or a changed one."""
        if len(sealed) <= NONCE_BYTES:
            raise DecryptionFailed(column)
        version, nonce, body = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            padded = self._cipher(person).decrypt(nonce, body, _associated(column, row, version))
        except InvalidTag as error:
            raise DecryptionFailed(column) from error
        length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
        return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]

    def blind_index(self, value: str, *, version: int) -> bytes:
        """Return the digest by which an equal value is found, under a version of the index key."""
        return self.keys.blind_index(value, version=version)

    def forget(self) -> None:
        """Drop the data keys."""
        self._ciphers.clear()

    def _cipher(self, person: UUID) -> AESGCM:
        """Raises LookupError for a key that was not asked for or never made, and PersonErased."""
        try:
            cipher = self._ciphers[person]
        except KeyError as error:
            raise LookupError("the data key of a person was not loaded") from error
        if cipher is None:
            raise PersonErased
        return cipher


def _padded(value: bytes) -> bytes:
    """Pad with zeros to a power of two from 256 on, the length inside: 7 sizes tell less than every length
    does."""
    length = len(value) + _LENGTH_BYTES
    size = max(_SMALLEST, 1 << (length - 1).bit_length())
    return (len(value).to_bytes(_LENGTH_BYTES, "big") + value).ljust(size, b"\0")


def _associated(column: str, row: UUID, version: int) -> bytes:
    # the bytes of the id: writing it as text would cost as much as encrypting does
    return b"%s|%s|%d" % (column.encode(), row.bytes, version)
