"""A service that keeps notes: the smallest one that uses every part of the kit."""
