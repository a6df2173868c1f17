"""Execution of a query plan: fetches, response merge, projection, errors."""
