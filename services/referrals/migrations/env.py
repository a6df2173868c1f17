"""Runs the migrations of referrals."""

from shared.migration import run_environment

run_environment()
