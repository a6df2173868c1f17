"""What can be done to a referral, one command a file: load, decide, save, announce."""
