"""The audit of reading: who read what about whom, written with the reading, sealed, anchored and verified."""
