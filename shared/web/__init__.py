"""HTTP of every service: idempotency, conditional requests, pagination, problems, field types."""
