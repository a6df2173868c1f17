"""Issues tokens for development, in any role. Refused elsewhere, where the organisation's own identity
provider issues them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import jwt

from deploy.localrun import key_pairs
from deploy.localrun.keys import Keys, kept
from shared.auth.service_tokens import SERVICE, SERVICES, key_id
from shared.contracts.role_policy import ROLES

ISSUER: Final = "https://issuer.dolen.invalid"
AUDIENCE: Final = "dolen"

WELSH_GOVERNMENT: Final = uuid5(NAMESPACE_URL, f"{ISSUER}/organisations/welsh-government")


class NotInDevelopment(Exception):
    """The built-in issuer was asked for a token outside development."""


class UnknownRole(Exception):
    """There is no such role."""


def prepare(keys: Keys) -> None:
    """Makes the issuer's key pair, that of the services and that of the audit's anchors, once."""
    kept(keys.anchor, key_pairs.make)
    for private, public in ((keys.issuer, keys.jwks), (keys.services, keys.service_jwks)):
        pem = kept(private, key_pairs.make)
        kept(public, lambda pem=pem: key_pairs.key_set([pem]), mode=0o644)  # type: ignore[misc]


def mint(
    keys: Keys,
    *,
    environment: str,
    role: str,
    organisation: UUID,
    at: datetime,
    lots: Sequence[str] = (),
    purposes: Sequence[str] | None = None,
    minutes: int = 60,
) -> str:
    """A signed token for `role` at `organisation`, good for `minutes` from `at`; that of a service is signed
    as services sign. Without `purposes` it is good for all that the role may act for.

    Raises NotInDevelopment, UnknownRole."""
    if environment != "development":
        raise NotInDevelopment(f"the built-in issuer is for development only, and this is {environment}")
    if role not in ROLES:
        raise UnknownRole(f"{role!r} is not a role; the roles are {', '.join(ROLES)}")
    prepare(keys)
    by_services = role == SERVICE
    key = key_pairs.loaded((keys.services if by_services else keys.issuer).read_bytes())
    claims = {
        "iss": SERVICES if by_services else ISSUER,
        "aud": AUDIENCE,
        "sub": f"{role}@{organisation}",
        "iat": at,
        "nbf": at,
        "exp": at + timedelta(minutes=minutes),
        "jti": str(uuid4()),
        "role": role,
        "org": str(organisation),
        "lots": list(lots),
        "purposes": sorted(ROLES[role].purposes) if purposes is None else list(purposes),
    }
    if ROLES[role].is_of_people:
        claims["user"] = f"somebody@{organisation}"
    return jwt.encode(claims, key, algorithm=key_pairs.ALGORITHM, headers={"kid": key_id(key.public_key())})
