"""What participants does, one command a file: load → decide → save → announce."""
