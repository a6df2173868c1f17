"""How a fact gets from one service to another, once and in order."""
