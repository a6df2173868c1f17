"""Puts outcomes together: wiring only."""

from pathlib import Path

from services.outcomes.api import router
from services.outcomes.programmes_api import router as programmes
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
    routers=(router, programmes, audit_listing.internal, subject_access.router(everything)),
    reactions=reactions,
    subgraph=SUBGRAPH,
)
