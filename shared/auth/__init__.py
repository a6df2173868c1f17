"""Who is calling, and what they may ask."""

from shared.auth.caller import Caller
from shared.auth.permission import Permitted, Tokened, authenticate

__all__ = ["Caller", "Permitted", "Tokened", "authenticate"]
