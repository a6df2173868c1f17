"""Runs the migrations of the notes."""

from shared.migration import run_environment

run_environment()
