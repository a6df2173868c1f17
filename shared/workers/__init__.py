"""Background workers of a service: outbox relay, consumer, inbox, partition leases, dead letters."""
