"""Runs the migrations of referrals."""

from shared.migrations.runner import run_environment

run_environment()
