"""The gateway: the only process that is reachable from outside."""
