"""Webhooks out by Standard Webhooks: which addresses they may go to, how they are signed, and how one is
sent."""
