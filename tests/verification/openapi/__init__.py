"""Reads the OpenAPI document with tools that others made."""
