"""Runs the migrations of outcomes."""

from shared.migration import run_environment

run_environment()
