"""Puts employers together: wiring only."""

from pathlib import Path

from services.employers.api import router
from services.employers.reactions import reactions
from services.employers.subgraph import SUBGRAPH
from shared.runtime.service import Service

SERVICE = Service(
    name="employers",
    migrations=Path(__file__).parent / "migrations",
    routers=(router,),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
