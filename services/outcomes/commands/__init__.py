"""What outcomes does with facts of other services."""
