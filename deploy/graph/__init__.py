"""Composes the subgraphs' schemas into the supergraph that the gateway reads."""
