"""Runs the migrations of the notes."""

from shared.migrations.runner import run_environment

run_environment()
