"""The query planner: from selections to a query plan of fetch steps."""
