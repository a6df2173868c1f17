"""Employers: who offers work experience and jobs, what is on offer, and who was placed where."""
