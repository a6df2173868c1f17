"""Subgraphs: permissions of fields, execution, batched look-ups, connections and entities."""

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
