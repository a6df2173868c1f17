"""The employers service: its routes, reactions, migrations and part of the graph, wired together."""

from pathlib import Path

from services.employers.api import router
from services.employers.reactions import reactions
from services.employers.subgraph import SUBGRAPH
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service

SERVICE = Service(
    name="employers",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(router,),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
