"""The employers service: its routes, reactions, migrations and part of the graph, wired together."""

from pathlib import Path

from services.employers.api import employers, matching, opportunities, placements
from services.employers.reactions import reactions
from services.employers.subgraph import SUBGRAPH
from services.employers.subject_access import everything
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service
from shared.web import audit_listing, subject_access

SERVICE = Service(
    name="employers",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(
        employers.router,
        opportunities.router,
        matching.router,
        placements.router,
        audit_listing.internal,
        subject_access.router(everything),
    ),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
