"""Lists the clients of a local run, a test organisation of each kind, and authenticates them."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from deploy.localrun.dev_token_issuer import ISSUER, WELSH_GOVERNMENT
from deploy.localrun.keys import Keys
from shared.contracts.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Client:
    """A system that gets tokens in `role` of an organisation, bound to `lots` where its role has any."""

    id: str
    name: str
    role: Role
    organisation: UUID
    lots: tuple[str, ...] = ()


CAIS: Final = UUID("8e5b516c-275d-54fe-864e-b93458a72d86")
JOBCENTRE_RHYL: Final = UUID("525447c8-bc1d-5ba7-97af-403027847c44")
BOARD: Final = uuid5(NAMESPACE_URL, f"{ISSUER}/organisations/north-wales-board")
_LOTS: Final = ("North Wales",)

CLIENTS: Final = (
    Client("jobcentre-rhyl", "Jobcentre Plus Rhyl: sends referrals", Role.REFERRER, JOBCENTRE_RHYL),
    Client("cais-crm", "CAIS: a case-management system", Role.PROVIDER, CAIS, _LOTS),
    Client("cais-lead", "CAIS: who decides on referrals", Role.LEAD, CAIS, _LOTS),
    Client("cais-employment", "CAIS: an employment specialist", Role.EMPLOYMENT_SPECIALIST, CAIS, _LOTS),
    Client("north-wales-board", "The Area Planning Board of North Wales", Role.APB, BOARD, _LOTS),
    Client("welsh-government", "Welsh Government", Role.WELSH_GOVERNMENT, WELSH_GOVERNMENT),
)
"""Organisations of the demonstration, so that there is something to read for each of them."""


class NoSuchClient(Exception):
    """A local run has no client of that id; the message lists those it has."""


def named(client_id: str) -> Client:
    """The client of this id. Raises NoSuchClient."""
    for each in CLIENTS:
        if each.id == client_id:
            return each
    raise NoSuchClient(f"{client_id!r} is no client. Known: {', '.join(each.id for each in CLIENTS)}")


def authenticated(keys: Keys, client_id: str, secret: str) -> Client | None:
    """The client that has this id and this secret; None for one that is not known as for a wrong secret,
    after the same comparison."""
    client = next((each for each in CLIENTS if each.id == client_id), None)
    expected = keys.client_secret((client or CLIENTS[0]).id)
    is_equal = hmac.compare_digest(_digest(secret), _digest(expected))
    return client if is_equal else None


def _digest(secret: str) -> bytes:
    """Make secrets of any length equally long to compare."""
    return sha256(secret.encode()).digest()
