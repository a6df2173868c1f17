"""Issues tokens for development, in any role. Refused elsewhere, where the organisation's own identity
provider issues them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import jwt

from deploy.localrun import key_pairs
from deploy.localrun.keys import Keys, kept
from deploy.topology import SERVICES
from shared.auth.service_tokens import ACCESS_TOKEN, SERVICE, audience_of, issuer_of, key_id
from shared.contracts.role_policy import ROLES, Permission, Purpose
from shared.programmes import lookup

ISSUER: Final = "https://issuer.dolen.invalid"
AUDIENCE: Final = "dolen"
ASKING: Final = "participants"
ASKED: Final = "referrals"

WELSH_GOVERNMENT: Final = uuid5(NAMESPACE_URL, f"{ISSUER}/organisations/welsh-government")


class NotInDevelopment(Exception):
    """The built-in issuer was asked for a token outside development."""


class UnknownRole(Exception):
    """There is no such role."""


def prepare(keys: Keys) -> None:
    """Makes the issuer's key pair, that of each service and that of the audit's anchors, once."""
    kept(keys.anchor, key_pairs.make)
    pairs = ((keys.service(name), keys.service_jwks(name)) for name in SERVICES)
    for private, public in ((keys.issuer, keys.jwks), *pairs):
        pem = kept(private, key_pairs.make)
        kept(public, lambda pem=pem: key_pairs.key_set([pem]), mode=0o644)  # type: ignore[misc]


def check_development(environment: str) -> None:
    """Raises NotInDevelopment."""
    if environment != "development":
        raise NotInDevelopment(f"the built-in issuer is for development only, and this is {environment}")


def usual_purposes(role: str) -> list[str]:
    """All that `role` may act for, but breaking the glass."""
    return sorted(ROLES[role].purposes - {Purpose.BREAK_GLASS})


def mint(
    keys: Keys,
    *,
    environment: str,
    role: str,
    organisation: UUID,
    at: datetime,
    lots: Sequence[str] = (),
    purposes: Sequence[str] | None = None,
    minutes: int = 15,
    person: str | None = None,
    client: str | None = None,
) -> str:
    """A signed token for `role` at `organisation`, good for `minutes` from `at`. Without `purposes` it is
    good for all that the role may act for, but breaking the glass, and without `lots` one of a provider for
    every lot: what the programme says of the provider binds it all the same. `person` is the id of who has
    signed in: one of the organisation's in a role of people, where none is given. `client` is the id of
    the system that it is issued to, which is then its subject. The token of
    a service is one of participants' for asking referrals, signed with the key of participants.

    Raises NotInDevelopment, UnknownRole."""
    check_development(environment)
    if role not in ROLES:
        raise UnknownRole(f"{role!r} is not a role; the roles are {', '.join(ROLES)}")
    prepare(keys)
    if role == SERVICE:
        minutes = 1
        key, issuer, audience = keys.service(ASKING), issuer_of(ASKING), audience_of(AUDIENCE, ASKED)
        subject = f"service:{ASKING}"
    else:
        key, issuer, audience, subject = keys.issuer, ISSUER, AUDIENCE, f"{role}@{organisation}"
    if purposes is None:
        purposes = usual_purposes(role)
    if person is None and ROLES[role].of_people:
        person = uuid5(organisation, role).hex
    acts_in_lots = Permission.PLACE_PARTICIPANTS in ROLES[role].permissions
    signing = key_pairs.loaded(key.read_bytes())
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": at,
        "nbf": at,
        "exp": at + timedelta(minutes=minutes),
        "jti": str(uuid4()),
        "role": role,
        "org": str(organisation),
        "lots": list(lots) or (lookup.every_lot() if acts_in_lots else []),
        "purposes": list(purposes),
    }
    if client is not None:
        claims |= {"sub": client, "client_id": client}
    if person is not None:
        claims["person"] = person
    header = {"kid": key_id(signing.public_key()), "typ": ACCESS_TOKEN}
    return jwt.encode(claims, signing, algorithm=key_pairs.ALGORITHM, headers=header)
