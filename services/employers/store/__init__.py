"""The only SQL of employers, one file a thing that is kept: rows to domain and back, and encryption of what
tells of people."""
