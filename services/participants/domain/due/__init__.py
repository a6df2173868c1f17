"""What falls due of participants, rule by rule (handbook 2)."""
