"""Makes the secrets, keys and certificates of an installation: the folder that docker-compose.yml reads."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy.certificates import Authority
from deploy.localrun import key_pairs
from deploy.localrun.keys import make_service_keys
from deploy.topology import AUDIT, SERVICES

BROKERS: Final = ("kafka-1", "kafka-2", "kafka-3")
_POSTGRES_USER: Final = 999
"""The id that PostgreSQL's image serves as; the server refuses a private key that is anybody else's."""


class SecretsExist(Exception):
    """The folder holds something already; nothing is ever written over."""


def passwords() -> list[str]:
    """The secrets that are a random word each, by the names of their files."""
    own = [f"{service}_{role}" for service in (AUDIT, *SERVICES) for role in ("owner", "app")]
    users = [f"kafka_{user}" for user in (*SERVICES, "topics")]
    return [*own, *users, "postgres_superuser", "keycloak_admin", "keycloak_database"]


def make(folder: Path, at: datetime) -> None:
    """Fill `folder`, which only its owner may enter. Raises SecretsExist."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SecretsExist(f"{folder} is not empty: secrets are never written over")
    folder.chmod(0o700)
    for name in passwords():
        _write(folder / name, secrets.token_urlsafe(32).encode())
    for service in SERVICES:
        signing = key_pairs.make()
        _write(folder / f"{service}_signing", signing)
        _keys(folder / f"{service}_keys")
        _write(folder / f"{service}.jwks.json", key_pairs.key_set([signing]))
    _write(folder / "anchor", key_pairs.make())
    _certificates(folder, at)


def _keys(folder: Path) -> None:
    """Make the folder of keys under which a service seals."""
    make_service_keys(folder)
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o444)


def _certificates(folder: Path, at: datetime) -> None:
    authority = Authority(folder, at)
    for name in ("postgres", "keycloak", "keycloak-postgres"):
        key, _ = authority.certify(name, name)
        key = key.rename(folder / f"{name}_key")
        if name == "keycloak":
            key.chmod(0o444)
        elif os.geteuid() == 0:
            os.chown(key, _POSTGRES_USER, _POSTGRES_USER)
    for name in (*BROKERS, "kafka-admin"):
        key, certificate = authority.certify(name, name)
        _write(folder / name.replace("-", "_"), key.read_bytes() + certificate.read_bytes())
        key.unlink()
        certificate.unlink()


def _write(file: Path, content: bytes) -> None:
    """Containers read their files as users of their own: what keeps others out is the folder."""
    file.write_bytes(content)
    file.chmod(0o444)
