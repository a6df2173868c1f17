"""Participants: people, their enrolments, the forms P1 to P4-1, support, leaving and follow-up."""
