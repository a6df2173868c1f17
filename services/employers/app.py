"""Puts employers together: wiring only."""

from pathlib import Path

from services.employers.api import router
from services.employers.reactions import reactions
from services.employers.settings import EmployersSettings
from services.employers.subgraph import SUBGRAPH
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service

SERVICE = Service(
    name="employers",
    settings=EmployersSettings,
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(router,),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
