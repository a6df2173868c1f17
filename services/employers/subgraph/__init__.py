"""Employers' part of the graph: who offers what, and who was placed where."""

from services.employers.subgraph.employers import Employer
from services.employers.subgraph.lots import Lot, Provider
from services.employers.subgraph.placements import Participant
from services.employers.subgraph.query import Query
from shared.graphql import Subgraph

SUBGRAPH = Subgraph(Query, types=(Employer, Lot, Provider, Participant))
