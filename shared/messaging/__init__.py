"""Facts on their way between services: the outbox, the transports and the envelope."""
