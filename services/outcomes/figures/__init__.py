"""The published tables, one file a table: what it asks, how its rows are shaped, and its description in
English and Welsh."""
