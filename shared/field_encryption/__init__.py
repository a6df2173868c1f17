"""Field-level encryption: a data key per person, wrapped by a versioned master key, and keyed digests."""
