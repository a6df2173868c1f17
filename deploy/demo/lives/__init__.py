"""Tells whole lives: of the people of two lots, all that a well-kept file holds, a kind of detail a file."""
