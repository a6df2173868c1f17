"""Makes time-ordered ids (UUIDv7); only the outermost layer does, and never a rule."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh UUIDv7: ids made later sort later, so that indexes grow at one end."""
    return uuid7()
