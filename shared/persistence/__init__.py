"""Persistence: database connections and their errors, and bulk statements."""
