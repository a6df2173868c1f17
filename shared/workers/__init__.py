"""Background workers of a service: outbox relay and notifier, consumer and inbox, partition leases, dead
letters."""
