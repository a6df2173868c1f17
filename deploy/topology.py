"""Names the platform's processes and databases, for whatever starts, migrates or asks them."""

from typing import Final

SERVICES: Final = ("referrals", "participants", "outcomes", "employers")
GATEWAY: Final = "gateway"
BUS: Final = "bus"
DATABASES: Final = (BUS, *SERVICES)
"""One database per service, and one for the bus where PostgreSQL carries it."""
