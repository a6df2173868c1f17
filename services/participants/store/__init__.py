"""The only SQL of participants, one module a thing that is kept; every read takes a set."""
