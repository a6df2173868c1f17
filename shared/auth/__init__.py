"""Who is calling, and what they may ask."""

from shared.auth.caller import Caller
from shared.auth.permission import Authenticated, Permitted, authenticate

__all__ = ["Authenticated", "Caller", "Permitted", "authenticate"]
