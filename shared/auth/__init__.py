"""Authentication and permissions: verified tokens, callers with their rights, permissions of routes."""

from shared.auth.caller import Caller
from shared.auth.permission import Authenticated, Permitted, authenticate

__all__ = ["Authenticated", "Caller", "Permitted", "authenticate"]
