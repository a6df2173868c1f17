"""Master keys, which wrap data keys: the port, in the shape of a key management service, and its adapter over
key files."""

import os
from time import monotonic
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.field_encryption.key_files import ReadKey

NONCE_BYTES: Final = 12
_LOOK_AGAIN_SECONDS: Final = 1.0


class DecryptionFailed(Exception):
    """A ciphertext does not belong where it was found, or was changed."""


class MasterKeys(Protocol):
    """Wraps and unwraps data keys under versions of a master key that itself is never handed out."""

    def wrap(self, key: bytes, *, version: int, place: bytes) -> bytes:
        """Encrypt a data key, bound to `place`. Raises KeyMissing for a version that is not there."""

    def unwrap(self, wrapped: bytes, *, version: int, place: bytes) -> bytes:
        """Return what `wrap` was given. Raises KeyMissing, DecryptionFailed."""


class LocalMasterKeys:
    """Master keys that are read as `master.<version>`, a version when it is first met.

    A version that was destroyed is forgotten within a second."""

    def __init__(self, read: ReadKey) -> None:
        self._read = read
        self._known: dict[int, tuple[AESGCM, float]] = {}

    def wrap(self, key: bytes, *, version: int, place: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(version).encrypt(nonce, key, _associated(place, version))

    def unwrap(self, wrapped: bytes, *, version: int, place: bytes) -> bytes:
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return self._cipher(version).decrypt(nonce, body, _associated(place, version))
        except (InvalidTag, ValueError) as error:  # ValueError: cut short
            raise DecryptionFailed("person_key.wrapped") from error

    def _cipher(self, version: int) -> AESGCM:
        known = self._known.get(version)
        if known is not None and monotonic() < known[1]:
            return known[0]
        self._known.pop(version, None)
        cipher = AESGCM(self._read(f"master.{version}"))
        self._known[version] = cipher, monotonic() + _LOOK_AGAIN_SECONDS
        return cipher


def _associated(place: bytes, version: int) -> bytes:
    return b"%s|%d" % (place, version)
