"""The fault harness: whether a fact that was acknowledged is applied once and in order, whatever dies."""
