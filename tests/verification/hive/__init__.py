"""Hive Gateway, a federation gateway of others that ours is held against."""
