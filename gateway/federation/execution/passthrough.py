"""Decides whether the only subgraph's response is the caller's response already, byte for byte."""

from graphql import get_named_type, is_composite_type

from gateway.federation.planner.fetch_graph import FetchStep, ObjectSelection, TypeBranch
from gateway.federation.selections import Field, Selections, collect
from gateway.federation.supergraph.supergraph import Supergraph


def is_possible(
    supergraph: Supergraph, stages: list[list[FetchStep]], root: str, selections: Selections
) -> bool:
    """Whether there is one fetch that asks exactly the caller's fields, in their order, of types without
    hidden parts. (A subgraph's own types are never laxer than the supergraph's, so it has seen to what may
    not be null.)"""
    if [len(stage) for stage in stages] != [1]:
        return False
    [[step]] = stages
    return isinstance(step.top, TypeBranch) and _is_same(supergraph, root, step.objects, step.top, selections)


def _is_same(
    supergraph: Supergraph,
    type_name: str,
    objects: ObjectSelection,
    branch: TypeBranch,
    selections: Selections,
) -> bool:
    fields = collect(type_name, selections, supergraph.nests_in)
    if list(fields) != list(branch.fields):
        return False
    return all(
        objects.position.key_of(type_name, key) == key
        and _is_same_below(supergraph, type_name, field, branch)
        for key, field in fields.items()
    )


def _is_same_below(supergraph: Supergraph, type_name: str, field: Field, branch: TypeBranch) -> bool:
    named = get_named_type(supergraph.returned(type_name, field.name))
    tree = branch.fields[field.key].tree
    if not is_composite_type(named) or tree is None:
        return named.name not in supergraph.visible
    if tree.members != (named.name,) or tree.tells_type or named.name not in tree.objects_by_type:
        return False
    objects = tree.objects_by_type[named.name]
    return _is_same(supergraph, named.name, objects, objects.origin, field.selections)
