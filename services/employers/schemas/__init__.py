"""The shapes of requests and responses, one file a thing that is kept."""
