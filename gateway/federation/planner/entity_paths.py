"""From which graphs an object can be followed into which others, and over which key: worked out once for a
supergraph, breadth first, so that the planner never tries a way that ends nowhere."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from gateway.federation.operation.selections import TYPENAME, Field, Fragment, Selections, collect
from gateway.federation.supergraph.supergraph import Source, Supergraph


@dataclass(frozen=True, slots=True)
class Entry:
    """A way into a graph."""

    graph: str
    subgraph_type: str
    """What the graph calls the type: an interface's name where it has it as an interface object."""
    key: Selections
    hops: int
    """How many graphs are entered on the way, this one included."""


Start = tuple[str, str]
"""Type and graph in which its object was found."""


class EntityPaths:
    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._entries: dict[Start, list[Entry]] = {start: [] for start in self._starts()}
        hops = 1
        while self._widen(hops):
            hops += 1

    def entries(self, type_name: str, graph: str) -> list[Entry]:
        """The ways on, in the order in which they open: each needs only what graphs before it answer."""
        return self._entries.get((type_name, graph), [])

    def _starts(self) -> Iterator[Start]:
        for name, parts in self._supergraph.parts.items():
            faces = self._supergraph.faces(name)
            if not any(self._keys(graph, subgraph_type) for graph, subgraph_type in faces):
                continue
            for graph, part in parts.items():
                if not self._supergraph.is_abstract(name) or part.is_interface_object:
                    yield name, graph

    def _keys(self, graph: str, subgraph_type: str) -> tuple[Selections, ...]:
        part = self._supergraph.part(graph, subgraph_type)
        return part.keys if part else ()

    def _widen(self, hops: int) -> bool:
        """One more step from everywhere; whether it led anywhere new."""
        opened = [
            (start, replace(entry, hops=hops))
            for start, known in self._entries.items()
            for entry in self._shut(start, known)
            if self._has(start[0], entry.key, self._graphs(*start), frozenset())
        ]
        for start, entry in opened:
            self._entries[start].append(entry)
        return bool(opened)

    def _shut(self, start: Start, known: list[Entry]) -> Iterator[Entry]:
        open_already = {(entry.graph, entry.subgraph_type, entry.key) for entry in known}
        for graph, subgraph_type in self._supergraph.faces(start[0]):
            for key in self._keys(graph, subgraph_type):
                if (graph, subgraph_type, key) not in open_already:
                    yield Entry(graph, subgraph_type, key, 0)

    def _graphs(self, type_name: str, graph: str) -> frozenset[str]:
        return frozenset([graph, *(entry.graph for entry in self.entries(type_name, graph))])

    def _has(self, type_name: str, asked: Selections, graphs: Set[str], busy: frozenset[object]) -> bool:
        """Whether everything asked of an object can be had from these graphs, or over them."""
        return all(
            any(
                self._answers(type_name, graph, subgraph_type, chain, graphs, busy)
                for graph, subgraph_type in self._supergraph.faces(type_name)
                if graph in graphs
            )
            for field in collect(type_name, asked, self._supergraph.nests_in).values()
            if field.name != TYPENAME
            for chain in _chains(field)
        )

    def _answers(
        self,
        type_name: str,
        graph: str,
        subgraph_type: str,
        field: Field,
        graphs: Set[str],
        busy: frozenset[object],
    ) -> bool:
        part = self._supergraph.part(graph, subgraph_type)
        if part and part.members and part.members != (type_name,):  # what was masked shows its objects here
            return all(
                self._has(member, (field,), self._graphs(member, graph), busy) for member in part.members
            )
        found = self._supergraph.source(graph, subgraph_type, field.name)
        if found is None:
            return False
        source, doing = found[0], (type_name, graph, field.name)
        if source.requires and (
            doing in busy or not self._has(type_name, source.requires, graphs, busy | {doing})
        ):
            return False
        return source.is_leaf or self._answers_below(graph, source, field.selections, busy)

    def _answers_below(self, graph: str, source: Source, asked: Selections, busy: frozenset[object]) -> bool:
        part = self._supergraph.part(graph, source.type_name)
        if part is None:
            return False
        members = (source.type_name,) if part.is_interface_object else part.members
        return all(self._has(member, asked, self._graphs(member, graph), busy) for member in members)


def _chains(field: Field) -> Iterator[Field]:
    """A field once for each leaf below it: each may come from somewhere else."""
    if not field.selections:
        yield field
    for below in _leaves(field.selections):
        yield replace(field, selections=(below,))


def _leaves(asked: Selections) -> Iterator[Field | Fragment]:
    for each in asked:
        if isinstance(each, Field):
            yield from _chains(each)
        else:
            for below in _leaves(each.selections):
                yield Fragment(each.on, (below,))
