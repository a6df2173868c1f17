"""The key ring of a service: its master keys, and the keys of its digests, which are bound to its name."""

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

from shared.field_encryption.key_files import (
    KeyMissing,
    ReadKey,
    WeakKey,
    check_all,
    development_key,
    key_folder,
)
from shared.field_encryption.master_keys import LocalMasterKeys, MasterKeys

FIRST_MASTER, FIRST_INDEX, IDENTIFIERS = "master.1", "index.1", "identifiers"
"""The files that the folder of a new service holds."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one service.

    Those of blind indexes are read as `index.<version>`, a version when it is first met. `identifier_key` is
    that of fingerprints and derived ids: it is never rotated, because the id of a thing never changes."""

    service: str
    master: MasterKeys
    read: ReadKey
    identifier_key: bytes
    index_keys: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def of_folder(cls, folder: Path | None, *, service: str, in_development: bool) -> Self:
        """Read a service's keys from its folder; where none is named in development, those of development.

        Raises KeyMissing, and WeakKey for keys that are short, examples or the same."""
        if folder is not None:
            check_all(folder, in_development=in_development)
            if not any(folder.glob("index.*")):
                raise KeyMissing("index.1")
            return cls.reading(key_folder(folder, in_development=in_development), service=service)
        if not in_development:
            raise WeakKey("DOLEN_KEYS is missing: a folder with keys of the service's own")
        return cls.reading(development_key, service=service)

    @classmethod
    def reading(cls, read: ReadKey, *, service: str) -> Self:
        """Take the identifier key that `read` finds, and master and index keys when they are met. Raises
        KeyMissing, WeakKey."""
        return cls(
            service=service,
            master=LocalMasterKeys(read),
            read=read,
            identifier_key=_bound(read(IDENTIFIERS), service),
        )

    def blind_index(self, value: str, *, version: int) -> bytes:
        """Return the HMAC-SHA-256 of `value` under a version of the index key: an equal value can be found by
        it, and none can be guessed. Raises KeyMissing, WeakKey."""
        key = self.index_keys.get(version)
        if key is None:
            key = self.index_keys[version] = _bound(self.read(f"index.{version}"), self.service)
        return hmac.digest(key, value.encode(), hashlib.sha256)

    def fingerprint(self, content: bytes) -> bytes:
        """Return 16 bytes by which equal content is recognised, and none can be guessed. BLAKE2b under a key
        costs every event a quarter of what HMAC does."""
        return self._keyed(content, b"fingerprint")

    def derived_id(self, *names: str) -> UUID:
        """Derive the id of what has these names: the same ones always give the same id, and nobody without
        the key can tell which."""
        return UUID(bytes=self._keyed("\x1f".join(names).encode(), b"id"), version=5)

    def _keyed(self, content: bytes, use: bytes) -> bytes:
        return hashlib.blake2b(content, key=self.identifier_key, digest_size=16, person=use).digest()


def _bound(key: bytes, service: str) -> bytes:
    """Bind a key to a service: the same file in two services' folders gives neither the other's digests."""
    return hmac.digest(key, f"dolen {service}".encode(), hashlib.sha256)
