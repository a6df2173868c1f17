"""Whether the answer of the one service that is asked is the caller's answer already, byte for byte."""

from graphql import get_named_type, is_composite_type

from gateway.federation.operation.selections import Field, Selections, collect
from gateway.federation.planner.fetch_graph import FetchStep, ObjectSelection, TypeBranch
from gateway.federation.supergraph.supergraph import Supergraph


def suits(supergraph: Supergraph, stages: list[list[FetchStep]], root: str, asked: Selections) -> bool:
    """One fetch that asks exactly the caller's fields, in their order, of types that have nothing to hide. (A
    graph's own types are never laxer than those of the whole, so what may not be null was seen to there.)"""
    if [len(stage) for stage in stages] != [1]:
        return False
    [[draft]] = stages
    return isinstance(draft.top, TypeBranch) and _same(supergraph, root, draft.slot, draft.top, asked)


def _same(
    supergraph: Supergraph, type_name: str, slot: ObjectSelection, branch: TypeBranch, asked: Selections
) -> bool:
    wanted = collect(type_name, asked, supergraph.nests_in)
    if list(wanted) != list(branch.fields):
        return False
    return all(
        slot.place.kept(type_name, key) == key and _same_below(supergraph, type_name, field, branch)
        for key, field in wanted.items()
    )


def _same_below(supergraph: Supergraph, type_name: str, field: Field, branch: TypeBranch) -> bool:
    named = get_named_type(supergraph.returned(type_name, field.name))
    tree = branch.fields[field.key].tree
    if not is_composite_type(named) or tree is None:
        return named.name not in supergraph.visible
    if tree.members != (named.name,) or tree.tells_type or named.name not in tree.slots:
        return False
    slot = tree.slots[named.name]
    return _same(supergraph, named.name, slot, slot.origin, field.selections)
