"""What can be done about participants: load, decide, save, announce."""
