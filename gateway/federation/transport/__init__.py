"""Transport to the subgraphs: HTTP connections, one deadline, a circuit breaker."""
