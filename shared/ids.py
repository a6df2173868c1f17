"""Where ids are made: in the outermost layer, time-ordered, and nowhere in a rule."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7: ids made later sort later, so that indexes grow at one end."""
    return uuid7()
