"""The only SQL of employers: rows ↔ domain, and the sealing of what tells of people."""
