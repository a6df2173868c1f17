"""Runs the migrations of employers."""

from shared.migration import run_environment

run_environment()
