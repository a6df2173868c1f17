"""The only SQL of outcomes, one statement over a set at a time: what figures are counted from in narrow
tables, and beside them what is known of each enrolment."""
