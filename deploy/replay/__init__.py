"""Replay: a second read model from the first fact on, compared with the live one."""
