"""The federated graph: one GraphQL schema over the services' parts of it, read from a composed supergraph."""
