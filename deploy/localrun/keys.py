"""Secrets of a local run: each made once, stored under DOLEN_HOME/keys, readable by its owner only."""

import base64
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.field_encryption.key_ring import FIRST_INDEX, FIRST_MASTER, IDENTIFIERS

PRIVATE = 0o600


def kept(path: Path, make: Callable[[], bytes], mode: int = PRIVATE) -> bytes:
    """What is in the file at `path`; made and written first where there is none yet.

    Two processes that make it at once end up with the same content: the file appears whole or not at all,
    and the first one stays."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # somebody else was first: theirs stays
        finally:
            draft.unlink()
    return path.read_bytes()


@dataclass(frozen=True, slots=True)
class Keys:
    """The folder of secrets and what is in it."""

    folder: Path

    @property
    def issuer(self) -> Path:
        """The development issuer's private key (PEM)."""
        return self.folder / "issuer.pem"

    @property
    def jwks(self) -> Path:
        """Its public half, as services read it."""
        return self.folder / "jwks.json"

    def service(self, name: str) -> Path:
        """The private key (PEM) that a service signs with when it asks another."""
        return self.folder / f"service-{name}.pem"

    def service_jwks(self, name: str) -> Path:
        """Its public half, as the other services read it."""
        return self.folder / f"service-{name}.jwks.json"

    @property
    def revoked(self) -> Path:
        """The revocation list: tokens and sessions that are refused before they expire."""
        return self.folder / "revoked.jsonl"

    @property
    def anchor(self) -> Path:
        """The private key (PEM) that anchors of the audit are signed with."""
        return self.folder / "anchor.pem"

    def password(self, role: str) -> str:
        """The password of a database role."""
        return kept(self.folder / f"database-{role}", lambda: secrets.token_urlsafe(24).encode()).decode()

    def client_secret(self, client: str) -> str:
        """The secret of a client of the development issuer."""
        return kept(self.folder / f"client-{client}", lambda: secrets.token_urlsafe(32).encode()).decode()

    def of_service(self, name: str) -> Path:
        """The folder of a service's own keys, of which each is the base64 of 32 bytes."""
        folder = self.folder / name
        make_service_keys(folder)
        return folder


def make_service_keys(folder: Path) -> None:
    """Make the keys of a service; those that are there stay, and so does a key of another version."""
    first = [each for each in (FIRST_MASTER, FIRST_INDEX) if not any(folder.glob(f"{each[:-1]}*"))]
    for key in (*first, IDENTIFIERS):
        kept(folder / key, new_key)


def new_key() -> bytes:
    """Make a key, as it stands in a file."""
    return base64.b64encode(secrets.token_bytes(32))
