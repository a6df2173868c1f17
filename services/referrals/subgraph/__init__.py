"""Referrals' part of the graph: partners, what they send us, what became of it, and how long it took."""

from services.referrals.subgraph.entities import Lot, Partner, Provider, Referral
from services.referrals.subgraph.root import Query
from shared.graph import Subgraph

SUBGRAPH = Subgraph(Query, types=(Referral, Partner, Provider, Lot))
