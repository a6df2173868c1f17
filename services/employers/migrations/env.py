"""Runs the migrations of employers."""

from shared.migrations.runner import run_environment

run_environment()
