"""Alembic's environment of every database: connects as the owner and migrates in one transaction."""

from shared.migrations.runner import run_environment

run_environment()
