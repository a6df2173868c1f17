"""Puts outcomes together: wiring only."""

from pathlib import Path

from services.outcomes.api import router
from services.outcomes.reactions import reactions
from services.outcomes.subgraph import SUBGRAPH
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service

SERVICE = Service(
    name="outcomes",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(router,),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
