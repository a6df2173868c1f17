"""Names the platform's processes and databases, for whatever starts, migrates or asks them."""

from typing import Final

SERVICES: Final = ("referrals", "participants", "outcomes", "employers")
GATEWAY: Final = "gateway"
ISSUER: Final = "issuer"
"""The development issuer's token endpoint, in a local run only."""
BUS: Final = "bus"
AUDIT: Final = "audit"
DATABASES: Final = (BUS, AUDIT, *SERVICES)
"""One database per service, one for the anchors of the audit, and one for the bus where PostgreSQL carries
it."""
