"""Runs the migrations of participants."""

from shared.migration import run_environment

run_environment()
