"""Runs the migrations of the bus."""

from shared.migrations.runner import run_environment

run_environment()
