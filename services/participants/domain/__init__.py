"""The rules of taking part (handbook 1 and 2): pure, without a clock, a database or an id made."""
