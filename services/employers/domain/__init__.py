"""The rules of employers (handbook 4): pure, without a clock, a database or an id made."""
