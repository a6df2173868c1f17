"""The referrals service: its routes, reactions, timers, migrations and part of the graph, wired together."""

from pathlib import Path

from services.referrals.api import internal, router
from services.referrals.reactions import reactions
from services.referrals.subgraph import SUBGRAPH
from services.referrals.timers import TIMERS
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service

SERVICE = Service(
    name="referrals",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(router, internal),
    reactions=reactions,
    timers=TIMERS,
    subgraph=SUBGRAPH,
)
