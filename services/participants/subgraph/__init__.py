"""Participants' part of the graph: people with everything known about them, and caseloads."""

from services.participants.subgraph.lots import Lot, Operation, Provider
from services.participants.subgraph.mentors import Mentor
from services.participants.subgraph.people import Enrolment, Participant
from services.participants.subgraph.query import Query
from shared.graphql import Subgraph

SUBGRAPH = Subgraph(Query, types=(Participant, Enrolment, Mentor, Lot, Operation, Provider))
