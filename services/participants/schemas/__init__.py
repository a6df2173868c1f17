"""Shapes of requests and responses over HTTP."""
