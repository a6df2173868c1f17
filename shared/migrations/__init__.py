"""Database migrations: the runner, row-level security, and the tables of the event path."""
