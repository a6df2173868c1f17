"""What a programme's rules let be counted, decided without a database, a clock or a network."""
