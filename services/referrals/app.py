"""The referrals service: its routes, reactions, timers, migrations and part of the graph, wired together."""

from pathlib import Path

from services.referrals import links_api, partners_api, webhooks_api
from services.referrals.api import internal, router
from services.referrals.reactions import reactions
from services.referrals.settings import ReferralsSettings
from services.referrals.subgraph import SUBGRAPH
from services.referrals.subject_access import everything
from services.referrals.timers import TIMERS
from shared.contracts.role_policy import ASKED_BY, ROLES
from shared.runtime.service import Service
from shared.web import audit_listing, subject_access

SERVICE = Service(
    name="referrals",
    migrations=Path(__file__).parent / "migrations",
    roles=ROLES,
    asked_by=ASKED_BY["referrals"],
    routers=(
        router,
        partners_api.router,
        links_api.router,
        webhooks_api.router,
        links_api.internal,
        internal,
        audit_listing.internal,
        subject_access.router(everything),
    ),
    reactions=reactions,
    timers=TIMERS,
    settings=ReferralsSettings,
    subgraph=SUBGRAPH,
)
