"""Referrals: partners, what they send us, what becomes of it, and that they hear back."""
