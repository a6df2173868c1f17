"""What can be done to employers, opportunities and placements: load, decide, save, announce."""
