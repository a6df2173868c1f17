"""The contract as integrators read it: one OpenAPI document out of those of the services."""

from gateway.openapi.contract import Contract

__all__ = ["Contract"]
