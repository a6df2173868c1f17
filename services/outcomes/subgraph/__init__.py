"""Outcomes' part of the graph: figures against targets, claims with their rules, and what is to be mended."""

from services.outcomes.subgraph.areas import Lot, Operation
from services.outcomes.subgraph.people import Claim, Participant
from services.outcomes.subgraph.root import Query
from shared.graph import Subgraph

SUBGRAPH = Subgraph(Query, types=(Lot, Operation, Participant, Claim))
