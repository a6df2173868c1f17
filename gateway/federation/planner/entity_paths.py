"""Computes the entity paths of a supergraph: from which subgraph an object can be followed into which others,
and over which key. Computed once, breadth first, so that the planner never tries a path that leads
nowhere."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from gateway.federation.selections import TYPENAME, Field, Fragment, Selections, collect
from gateway.federation.supergraph.supergraph import Source, Supergraph


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry into a subgraph."""

    graph: str
    subgraph_type: str
    """The type in the subgraph: an interface's name where the subgraph has it as an interface object."""
    key: Selections
    hops: int
    """How many subgraphs are entered on the path, this one included."""


Start = tuple[str, str]
"""A type, and the subgraph in which its object was found."""


class EntityPaths:
    """The entity paths of one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._entries: dict[Start, list[Entry]] = {start: [] for start in self._starts()}
        hops = 1
        while self._widen(hops):
            hops += 1

    def entries(self, type_name: str, graph: str) -> list[Entry]:
        """The entries from a subgraph, in the order in which they open: the key of each is answered by the
        subgraphs before it."""
        return self._entries.get((type_name, graph), [])

    def _starts(self) -> Iterator[Start]:
        for name, parts in self._supergraph.parts.items():
            subgraph_types = self._supergraph.subgraph_types(name)
            if not any(self._keys(graph, subgraph_type) for graph, subgraph_type in subgraph_types):
                continue
            for graph, part in parts.items():
                if not self._supergraph.is_abstract(name) or part.is_interface_object:
                    yield name, graph

    def _keys(self, graph: str, subgraph_type: str) -> tuple[Selections, ...]:
        part = self._supergraph.part(graph, subgraph_type)
        return part.keys if part else ()

    def _widen(self, hops: int) -> bool:
        """Follow one more hop from every start; whether that opened an entry."""
        opened = [
            (start, replace(entry, hops=hops))
            for start, entries in self._entries.items()
            for entry in self._unopened(start, entries)
            if self._answers_all(start[0], entry.key, self._graphs(*start), frozenset())
        ]
        for start, entry in opened:
            self._entries[start].append(entry)
        return bool(opened)

    def _unopened(self, start: Start, entries: list[Entry]) -> Iterator[Entry]:
        opened = {(entry.graph, entry.subgraph_type, entry.key) for entry in entries}
        for graph, subgraph_type in self._supergraph.subgraph_types(start[0]):
            for key in self._keys(graph, subgraph_type):
                if (graph, subgraph_type, key) not in opened:
                    yield Entry(graph, subgraph_type, key, 0)

    def _graphs(self, type_name: str, graph: str) -> frozenset[str]:
        return frozenset([graph, *(entry.graph for entry in self.entries(type_name, graph))])

    def _answers_all(
        self, type_name: str, selections: Selections, graphs: Set[str], pending: frozenset[object]
    ) -> bool:
        """Whether these subgraphs, or those entered from them, answer all selections of an object."""
        return all(
            any(
                self._answers(type_name, graph, subgraph_type, chain, graphs, pending)
                for graph, subgraph_type in self._supergraph.subgraph_types(type_name)
                if graph in graphs
            )
            for field in collect(type_name, selections, self._supergraph.nests_in).values()
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
        pending: frozenset[object],
    ) -> bool:
        part = self._supergraph.part(graph, subgraph_type)
        if (
            part and part.members and part.members != (type_name,)
        ):  # the type is an interface object elsewhere
            return all(
                self._answers_all(member, (field,), self._graphs(member, graph), pending)
                for member in part.members
            )
        answered = self._supergraph.source(graph, subgraph_type, field.name)
        if answered is None:
            return False
        source, resolving = answered[0], (type_name, graph, field.name)
        if source.requires and (
            resolving in pending
            or not self._answers_all(type_name, source.requires, graphs, pending | {resolving})
        ):
            return False
        return source.is_leaf or self._answers_below(graph, source, field.selections, pending)

    def _answers_below(
        self, graph: str, source: Source, selections: Selections, pending: frozenset[object]
    ) -> bool:
        part = self._supergraph.part(graph, source.type_name)
        if part is None:
            return False
        members = (source.type_name,) if part.is_interface_object else part.members
        return all(
            self._answers_all(member, selections, self._graphs(member, graph), pending) for member in members
        )


def _chains(field: Field) -> Iterator[Field]:
    """A field once for each leaf below it: each may come from another subgraph."""
    if not field.selections:
        yield field
    for below in _leaves(field.selections):
        yield replace(field, selections=(below,))


def _leaves(selections: Selections) -> Iterator[Field | Fragment]:
    for each in selections:
        if isinstance(each, Field):
            yield from _chains(each)
        else:
            for below in _leaves(each.selections):
                yield Fragment(each.on, (below,))
