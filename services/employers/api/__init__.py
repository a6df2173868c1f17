"""The REST routes, one file a thing that is kept: HTTP in, one command or query, schema out."""
