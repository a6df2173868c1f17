"""Referrals' part of the graph: partners, referrals, what became of them, and how long a decision took."""

from services.referrals.subgraph.entities import Lot, Partner, Provider, Referral
from services.referrals.subgraph.query import Query
from shared.graphql import Subgraph

SUBGRAPH = Subgraph(Query, types=(Referral, Partner, Provider, Lot))
