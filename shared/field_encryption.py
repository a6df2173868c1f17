"""Field-level encryption of direct identifiers: AES-GCM with the field's place as additional data, and a
keyed blind index to find a value by (security requirement 7)."""

import base64
import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_VERSION = 1


class DecryptionFailed(Exception):
    """A ciphertext does not belong where it was found, or was changed."""


class FieldCipher:
    """Encrypts and decrypts values of one database. The additional data names table, column, row and key
    version, so that a ciphertext that was moved to another row cannot be decrypted."""

    def __init__(self, sealing_key: str, index_key: str) -> None:
        """Take the two keys, each the base64 of 32 bytes. Raises ValueError when one is not."""
        key, index = base64.b64decode(sealing_key), base64.b64decode(index_key)
        if len(key) != 32 or len(index) != 32:
            raise ValueError("sealing and index keys are 32 bytes, in base64")
        self._cipher = AESGCM(key)
        self._index_key = index

    def encrypt(self, value: bytes, *, column: str, row: UUID) -> bytes:
        """Encrypt `value` for `column` ("table.column") in the row with that id. Returns a byte for the key
        version, the nonce and the ciphertext."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, value, _associated(column, row, _VERSION))
        return bytes([_VERSION]) + nonce + sealed

    def decrypt(self, sealed: bytes, *, column: str, row: UUID) -> bytes:
        """Return what `encrypt` was given. Raises DecryptionFailed for a value of another place, or a changed
        one."""
        if len(sealed) <= _NONCE_BYTES:
            raise DecryptionFailed(column)
        version, nonce, body = sealed[0], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, _associated(column, row, version))
        except InvalidTag as error:
            raise DecryptionFailed(column) from error

    def blind_index(self, value: str) -> bytes:
        """Return the HMAC-SHA-256 of `value`: an equal value can be found by it, and none can be guessed."""
        return hmac.digest(self._index_key, value.encode(), hashlib.sha256)


def _associated(column: str, row: UUID, version: int) -> bytes:
    return f"{column}|{row}|{version}".encode()
