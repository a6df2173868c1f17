"""The runtime of a service process: application factory, worker, server, health, metrics, telemetry."""
