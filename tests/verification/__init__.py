"""Harnesses with a main of their own: bench, fault injection, differential, fuzz, chaos."""
