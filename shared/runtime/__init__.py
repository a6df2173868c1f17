"""A service process put together: application, worker, server, health, telemetry."""
