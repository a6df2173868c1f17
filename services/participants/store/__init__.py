"""The only SQL of participants: rows ↔ domain, and the sealing of who somebody is."""
