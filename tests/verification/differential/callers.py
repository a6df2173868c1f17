"""Who asks: one caller of each kind on the demonstration, and what each knows of, as it finds out itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import aiohttp
import orjson

from deploy.localrun import dev_token_issuer
from shared.auth import Caller
from shared.contracts.role_policy import ROLES
from shared.contracts.vocabulary import Role
from tests.platform import Platform
from tests.security.fields import every
from tests.verification.differential.values import NOBODY, Values

LOT: Final = "North Wales"
_LISTS: Final = (
    "participants",
    "referrals",
    "employers",
    "opportunities",
    "partners",
    "claims",
    "placements",
)
_MANY: Final = "{ %s(first: 40) { nodes { id } edges { cursor } } }"
_OTHERS: Final = {
    "toMend": "{ toMend(first: 40)"
    " { nodes { participant { reference } findings { rule } } edges { cursor } } }",
    "expected": "{ expected(first: 40) { edges { cursor } } }",
    "lots": "{ lots { code } }",
    "categories": "{ claims(first: 40) { nodes { category } } }",
}


@dataclass(frozen=True)
class Asking:
    """A caller, with the token it has."""

    caller: Caller
    headers: dict[str, str]

    @property
    def role(self) -> str:
        return self.caller.role

    def may(self, type_name: str, field: str) -> bool:
        """Whether it is shown a field, as the services declare it."""
        permissions = _PERMISSIONS.get((type_name, field), [])
        return all(permission is None or permission.allows(self.caller) for permission in permissions)


_PERMISSIONS: Final[dict[tuple[str, str], list[Any]]] = {}
for _each in every():
    _PERMISSIONS.setdefault((_each.type, _each.name), []).append(_each.permission)


def everybody(platform: Platform) -> Iterator[Asking]:
    """The lot's provider, its lead and its board, Welsh Government, and a referrer."""
    partners = orjson.loads(platform.run_config.partners.read_bytes())
    provider = next(each for each in partners if each["kind"] == "provider" and LOT in each["lots"])
    referrer = next(each for each in partners if each["kind"] == "referrer" and LOT in each["lots"])
    for role, organisation, lots in (
        (Role.PROVIDER, UUID(provider["id"]), []),
        (Role.LEAD, UUID(provider["id"]), []),
        (Role.APB, UUID(int=8), [LOT, "Powys"]),
        (Role.WELSH_GOVERNMENT, dev_token_issuer.WELSH_GOVERNMENT, []),
        (Role.REFERRER, UUID(referrer["id"]), []),
    ):
        policy = ROLES[role]
        caller = Caller(role, organisation, frozenset(lots), policy.purposes, subject="", policy=policy)
        yield Asking(caller, platform.token(role, organisation, lots=lots))


async def known_to(asking: Asking, session: aiohttp.ClientSession, url: str) -> Values:
    """The ids, cursors and words that it can ask with, and of each one that leads nowhere."""
    known: dict[str, list[Any]] = {}
    for name in _LISTS:
        found = await _ask(asking, session, url, _MANY % name)
        ids = [each["id"] for each in _list(found, name, "nodes")]
        known[f"Query.{name.removesuffix('s') if name != 'opportunities' else 'opportunity'}.id"] = ids
        known[f"Query.{name}.after"] = [each["cursor"] for each in _list(found, name, "edges")]
    others = {name: await _ask(asking, session, url, text) for name, text in _OTHERS.items()}
    mending = _list(others["toMend"], "toMend", "nodes")
    known["Query.toMend.after"] = [each["cursor"] for each in _list(others["toMend"], "toMend", "edges")]
    known["Query.expected.after"] = [
        each["cursor"] for each in _list(others["expected"], "expected", "edges")
    ]
    known["Query.toMend.rule"] = [finding["rule"] for each in mending for finding in each["findings"]]
    known["reference"] = [each["participant"]["reference"] for each in mending]
    known["category"] = [each["category"] for each in _list(others["categories"], "claims", "nodes")]
    lots = [each["code"] for each in others["lots"].get("lots") or ()] or [LOT]
    known |= {"Query.lot.code": [*lots, "Atlantis"], "lot": [*lots, LOT, LOT, "Atlantis"]}
    known["kind"] = ["exited", "contact-recorded", "registered"]
    return Values({place: [*found, *_nowhere(place)] for place, found in known.items() if found})


def _nowhere(place: str) -> list[str]:
    return [NOBODY] if place.endswith(".id") else []


def _list(found: dict[str, Any], name: str, part: str) -> list[Any]:
    return list((found.get(name) or {}).get(part) or ())


async def _ask(asking: Asking, session: aiohttp.ClientSession, url: str, text: str) -> dict[str, Any]:
    async with session.post(url, json={"query": text}, headers=asking.headers) as answer:
        said: dict[str, Any] = orjson.loads(await answer.read())
    return said.get("data") or {}
