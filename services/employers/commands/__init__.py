"""What can be done to employers, opportunities and placements, one command a file: load, decide, save,
announce."""
