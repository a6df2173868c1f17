"""What can be asked of outcomes: published tables, figures of areas, claims and findings."""
