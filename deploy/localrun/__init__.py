"""A local run: PostgreSQL, services and gateway as supervised processes in one folder."""
