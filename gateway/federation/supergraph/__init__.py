"""The composed supergraph: join directives, types and fields by subgraph, the public schema."""
