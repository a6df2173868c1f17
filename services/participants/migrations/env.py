"""Runs the migrations of participants."""

from shared.migrations.runner import run_environment

run_environment()
