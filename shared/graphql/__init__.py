"""A service's part of the graph: who may see which field, how a request is answered, and in what state of
mind; without one word of the domain."""

from shared.graphql.connection import Connection, Edge, PageInfo, asked_of_nodes, connection
from shared.graphql.data_loader import Asked, Context
from shared.graphql.field_permissions import field, shown_to
from shared.graphql.subgraph import Subgraph

__all__ = [
    "Asked",
    "Connection",
    "Context",
    "Edge",
    "PageInfo",
    "Subgraph",
    "asked_of_nodes",
    "connection",
    "field",
    "shown_to",
]
