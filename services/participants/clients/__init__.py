"""Clients of other services: what participants asks of them directly."""
