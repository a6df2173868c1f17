"""Puts participants together: wiring only."""

from pathlib import Path

from services.participants.api import router
from services.participants.audit_api import router as audit_router
from services.participants.changes_api import router as changes_router
from services.participants.events_api import router as events_router
from services.participants.limits_api import router as limits_router
from services.participants.reactions import reactions
from services.participants.receipts_api import router as receipts_router
from services.participants.schemas.event_contract import event_schemas
from services.participants.subgraph import SUBGRAPH
from services.participants.subject_access_api import router as subject_access_router
from services.participants.timers import TIMERS
from shared.contracts.role_policy import ROLES
from shared.runtime.service import Service
from shared.web import audit_listing

SERVICE = Service(
    name="participants",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    routers=(
        events_router,
        receipts_router,
        changes_router,
        router,
        limits_router,
        audit_router,
        audit_listing.internal,
        subject_access_router,
    ),
    reactions=reactions,
    timers=TIMERS,
    subgraph=SUBGRAPH,
    schemas=event_schemas,
)
