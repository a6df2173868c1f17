"""Charges each request to the budgets it falls under: its address's before the token is verified, its
client's after that (security requirement 19)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from starlette.types import Scope

from gateway.rate_limits import Decision, Quota, RateLimiter
from gateway.refusals import TooManyRequests
from gateway.routes import KIB, Kind
from gateway.settings import GatewaySettings
from shared.auth.caller import Caller

_IN_SCOPE: Final = "dolen.budgets"
FIELDS_A_UNIT: Final = 500


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of all addresses and clients."""

    address: RateLimiter
    clients: Mapping[Kind, RateLimiter]
    failed_token_cost: int

    @classmethod
    def of(cls, settings: GatewaySettings, clock: Callable[[], float]) -> "Budgets":
        """Make the budgets of a gateway, all of them whole."""

        def limiter(name: str, units: int) -> RateLimiter:
            return RateLimiter(Quota(name, units, settings.budget_seconds), clock)

        read = limiter("read", settings.read_budget)
        return cls(
            limiter("address", settings.address_budget),
            {
                "read": read,
                "graph": read,
                "write": limiter("write", settings.write_budget),
                "intake": limiter("intake", settings.intake_budget),
            },
            settings.failed_token_cost,
        )


class RequestBudgets:
    """The budgets that one request falls under, and what is left of them."""

    def __init__(self, budgets: Budgets, scope: Scope) -> None:
        self._budgets = budgets
        client = scope.get("client")
        self._address = _network(client[0] if client else "")
        self._tightest: tuple[float, Quota, Decision] | None = None

    def put_into(self, scope: Scope) -> None:
        """Let what handles the request find its budgets by `of_request`."""
        scope[_IN_SCOPE] = self

    def take_address(self) -> None:
        """Charge the request to its address. Raises TooManyRequests."""
        limiter = self._budgets.address
        self._note(limiter.quota, limiter.take(self._address))

    def charge_failed_token(self) -> None:
        """Charge the address once more for a token that was refused."""
        limiter = self._budgets.address
        self._note(limiter.quota, limiter.charge(self._address, self._budgets.failed_token_cost))

    def take_client(self, caller: Caller, kind: Kind, units: int = 1) -> None:
        """Charge the request to its client, and events to the whole organisation: no provider gets in more
        than another by posting under several names. Raises TooManyRequests."""
        limiter = self._budgets.clients[kind]
        client = (caller.organisation, "" if kind == "intake" else caller.subject)
        self._note(limiter.quota, limiter.take(client, units))

    def headers(self) -> dict[str, str]:
        """The header fields that tell the tightest of the budgets: of which the smallest share is left."""
        if self._tightest is None:
            return {}
        _, quota, decision = self._tightest
        return {
            "RateLimit-Policy": quota.policy,
            "RateLimit": f'"{quota.name}";r={decision.remaining};t={decision.reset_seconds}',
        }

    def _note(self, quota: Quota, decision: Decision) -> None:
        share = decision.remaining / quota.units if decision.is_allowed else -1.0
        if self._tightest is None or share <= self._tightest[0]:
            self._tightest = share, quota, decision
        if not decision.is_allowed:
            raise TooManyRequests(budget=quota.name, retry_after=decision.retry_seconds)


def of_request(scope: Scope) -> RequestBudgets:
    """The budgets of the request that `scope` is of."""
    budgets: RequestBudgets = scope[_IN_SCOPE]
    return budgets


def intake_units(size: int) -> int:
    """What a body of events costs, given its size in bytes: a unit for each KiB that was begun."""
    return max(1, -(-size // KIB))


def graph_units(cost: int) -> int:
    """What an operation on the graph costs, given the fields that its answer may have: a unit for as many as
    a page of a REST list has, begun ones too."""
    return max(1, -(-cost // FIELDS_A_UNIT))


def _network(address: str) -> str:
    """Return what counts as one address. In IPv6 it is a network of 64 bits: whoever has one address there
    has all of them."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return parsed.packed[:8].hex()
