"""Finds the organisation that a token is for: by its id as it stands, or by its name in the demonstration."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deploy.localrun import dev_token_issuer
from deploy.localrun.run_config import RunConfig
from shared.auth.role_policy import Scope
from shared.contracts.role_policy import ROLES, Permission
from shared.programmes.delivery import deliveries


class NoSuchPartner(Exception):
    """The demonstration has no organisation of that name; the message lists those it has."""


@dataclass(frozen=True, slots=True)
class Whose:
    id: UUID
    lots: tuple[str, ...] = ()


def partner(run_config: RunConfig, role: str, wanted: str, lots: list[str]) -> Whose:
    """The organisation called `wanted`; without a name, the demonstration's provider in `lots`, or Welsh
    Government for a role that is not tied to a partner.

    Raises NoSuchPartner."""
    try:
        return Whose(UUID(wanted))
    except ValueError:
        pass  # a name, then
    policy = ROLES[role]
    if not wanted and policy.scope is not Scope.OWN_ORGANISATION:
        return Whose(dev_token_issuer.WELSH_GOVERNMENT)
    kind = "referrer" if Permission.SEND_REFERRALS in policy.permissions else "provider"
    known = [known for known in _known(run_config) if known["kind"] == kind]
    for one in known:
        if wanted and wanted.casefold() in one["name"].casefold():
            return _whose(one)
        if not wanted and set(lots) & set(one["lots"]):
            return _whose(one)
    names = "; ".join(sorted(one["name"] for one in known)) or "none: the demonstration is not posted yet"
    raise NoSuchPartner(f"--organisation {wanted!r} is neither an id nor a {kind}'s name. Known: {names}")


def _whose(one: dict[str, Any]) -> Whose:
    """An organisation with the lots that it acts in: its own, and those of its consortium."""
    id = UUID(one["id"])
    shared = {lot for each in deliveries().values() for lot in each.lots_shared_by(id)}
    return Whose(id, (*one["lots"], *sorted(shared - set(one["lots"]))))


def _known(run_config: RunConfig) -> list[dict[str, Any]]:
    if not run_config.partners.exists():
        return []
    partners: list[dict[str, Any]] = json.loads(run_config.partners.read_text())
    return partners
