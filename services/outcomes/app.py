"""Puts outcomes together: wiring only."""

from pathlib import Path

from services.outcomes import api, programmes_api, tables_api
from services.outcomes.reactions import reactions
from services.outcomes.subgraph import SUBGRAPH
from services.outcomes.subject_access import everything
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service
from shared.web import audit_listing, subject_access

SERVICE = Service(
    name="outcomes",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(
        programmes_api.router,
        tables_api.router,
        api.router,
        audit_listing.internal,
        subject_access.router(everything),
    ),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
