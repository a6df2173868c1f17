"""Prints a random graph: as one schema, as subgraphs, and as the supergraph composed from them."""

from functools import partial
from typing import Any

from gateway.federation.operation.cost_limits import Limits
from tests.gateway.federation.random_graphs import Field, Type, World
from tests.gateway.federation.subgraphs import FederatedGraph, Subgraph, federated_graph


def split(world: World) -> FederatedGraph:
    """An engine over the services."""
    written, entities = GraphPrinter(world), " | ".join(each.name for each in world.entities)
    return federated_graph(
        written.joined(),
        Limits(cost=10**9, depth=99, aliases=99),
        mutation=False,
        **{
            graph: Subgraph(written.part(graph), partial(world.resolve_in, graph), world.entity, entities)
            for graph in world.graphs
        },
    )


class GraphPrinter:
    def __init__(self, world: World) -> None:
        self._world = world

    def whole(self) -> str:
        """The schema that is not split."""
        types = [self._type(each, each.fields.values()) for each in self._world.types.values()]
        return "\n".join(
            [*types, self._interface(self._world.common), self._union(self._world.all_members())]
        )

    def _declared(self, name: str) -> str:
        each = self._world.entities[0].fields[name]
        return f"{name}{each.arguments}: {each.type}"

    def _type(self, type_: Type, fields: Any) -> str:
        implements = " implements I" if type_.kind == "entity" else ""
        lines = "\n".join(f"  {each.name}{each.arguments}: {each.type}" for each in fields)
        return f"type {type_.name}{implements} {{\n{lines}\n}}"

    def part(self, graph: str) -> str:
        """The schema of one service."""
        world, parts = self._world, []
        for type_ in world.types.values():
            own = [each for each in type_.fields.values() if graph in (*each.owners, *each.externals)]
            if own:
                parts.append(self._type(type_, own))
        if not any(graph in each.owners for each in world.query.fields.values()):
            parts.append("type Query { nothing: String }")
        parts += [self._interface(world.here(graph)), self._union(world.members[graph])]
        return "\n".join(parts)

    def _interface(self, names: list[str]) -> str:
        return "interface I { " + " ".join(map(self._declared, names)) + " }"

    def _union(self, members: list[str]) -> str:
        return f"union U = {' | '.join(members)}"

    def joined(self) -> str:
        """The supergraph."""
        types = map(self._joined_type, self._world.types.values())
        return "\n".join([*types, self._joined_interface(), self._joined_union()])

    def _joined_union(self) -> str:
        said = [f"@join__type(graph: {graph.upper()})" for graph in self._world.graphs]
        said += [
            f'@join__unionMember(graph: {graph.upper()}, member: "{member}")'
            for graph, members in self._world.members.items()
            for member in members
        ]
        return f"union U {' '.join(said)} = {' | '.join(self._world.all_members())}"

    def _joined_type(self, type_: Type) -> str:
        if type_.kind == "entity":
            said = [
                f'@join__type(graph: {graph.upper()}, key: "{key}")'
                for graph, keys in type_.keys.items()
                for key in keys
            ]
            said += [f'@join__implements(graph: {graph.upper()}, interface: "I")' for graph in type_.keys]
        else:
            graphs = self._world.graphs if type_.kind == "root" else type_.graphs()
            said = [f"@join__type(graph: {graph.upper()})" for graph in graphs]
        lines = [self._joined_field(each) for each in type_.fields.values()]
        implements = " implements I" if type_.kind == "entity" else ""
        return f"type {type_.name}{implements} {' '.join(said)} {{\n" + "\n".join(lines) + "\n}"

    def _joined_field(self, each: Field) -> str:
        told = f', requires: "{each.requires}"' if each.requires else ""
        told += f', provides: "{each.provides}"' if each.provides else ""
        said = " ".join(
            [f"@join__field(graph: {owner.upper()}{told})" for owner in each.owners]
            + [f"@join__field(graph: {graph.upper()}, external: true)" for graph in each.externals]
        )
        return f"  {each.name}{each.arguments}: {each.type} {said}"

    def _joined_interface(self) -> str:
        said = " ".join(f"@join__type(graph: {graph.upper()})" for graph in self._world.graphs)
        lines = []
        for name in self._world.common:
            homes = [graph for graph in self._world.graphs if name in self._world.here(graph)]
            joined = " ".join(f"@join__field(graph: {graph.upper()})" for graph in homes)
            lines.append(f"  {self._declared(name)} {joined}")
        return f"interface I {said} {{\n" + "\n".join(lines) + "\n}"
