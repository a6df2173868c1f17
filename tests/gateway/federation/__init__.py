"""Tests the federation engine against its specification and against one schema that is not split."""
