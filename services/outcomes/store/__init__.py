"""The only SQL of outcomes: one module per thing that is kept, one statement over a set at a time."""
