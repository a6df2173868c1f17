"""Outcomes' part of the graph: figures against targets, claims with their rules, and what is to be mended."""

from services.outcomes.subgraph.areas import Lot, Operation
from services.outcomes.subgraph.people import Claim, Participant
from services.outcomes.subgraph.query import Query
from shared.graphql import Subgraph

SUBGRAPH = Subgraph(Query, types=(Lot, Operation, Participant, Claim))
