"""Messaging between services: facts and their envelope, the transactional outbox, and the transports."""
