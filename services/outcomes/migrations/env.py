"""Runs the migrations of outcomes."""

from shared.migrations.runner import run_environment

run_environment()
