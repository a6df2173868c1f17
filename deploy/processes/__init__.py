"""Child processes: how one is described, supervised, logged, and ended with its parent."""
