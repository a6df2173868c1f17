"""The only SQL of referrals, one file a thing that is kept: rows to domain and back, and encryption of who
somebody is."""
