"""Runs the migrations of the bus."""

from shared.migration import run_environment

run_environment()
