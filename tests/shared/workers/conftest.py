"""Every test here runs over both buses."""

from tests.shared.both_buses import kit

__all__ = ["kit"]
