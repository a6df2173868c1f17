"""Puts participants together: wiring only."""

from pathlib import Path

from services.participants.api import router
from services.participants.reactions import reactions
from services.participants.subgraph import SUBGRAPH
from services.participants.timers import TIMERS
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service

SERVICE = Service(
    name="participants",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(router,),
    reactions=reactions,
    timers=TIMERS,
    subgraph=SUBGRAPH,
)
