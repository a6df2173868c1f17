"""The demonstration of Peer Mentoring Wales, the programme before: a few hundred people whose exit outcomes,
qualifications and other positive outcomes are believable and no printed table's."""
