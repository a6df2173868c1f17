"""Lives of people as a provider posts them: as they were, and as somebody mistyped and mended them."""
