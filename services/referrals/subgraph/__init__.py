"""Referrals' part of the graph: partners, what they send us, what became of it, and how long it took."""

from services.referrals.subgraph.entities import Lot, Partner, Provider, Referral
from services.referrals.subgraph.query import Query
from shared.graphql import Subgraph

SUBGRAPH = Subgraph(Query, types=(Referral, Partner, Provider, Lot))
