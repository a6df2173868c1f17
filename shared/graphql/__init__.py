"""A service's part of the graph: who may see which field, how a request is answered, and in what state of
mind; without one word of the domain."""

from shared.graphql.connection import Connection, Edge, PageInfo, connection, selected_node_fields
from shared.graphql.data_loader import Context, Info
from shared.graphql.field_permissions import field, requires
from shared.graphql.subgraph import Subgraph

__all__ = [
    "Connection",
    "Context",
    "Edge",
    "Info",
    "PageInfo",
    "Subgraph",
    "connection",
    "field",
    "requires",
    "selected_node_fields",
]
