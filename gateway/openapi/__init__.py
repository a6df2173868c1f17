"""The OpenAPI contract for integrators, merged from the documents of the services."""

from gateway.openapi.contract import Contract

__all__ = ["Contract"]
