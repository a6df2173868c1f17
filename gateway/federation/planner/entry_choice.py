"""Which graph to enter next, where several could."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from gateway.federation.operation.selections import Field, Selections, collect
from gateway.federation.planner.entity_paths import EntityPaths, Entry
from gateway.federation.planner.fetch_graph import ObjectSelection, TypeBranch
from gateway.federation.supergraph.supergraph import NONE, Source, Supergraph


@dataclass(frozen=True, slots=True)
class Found:
    """Something wanted, as the graph has it that is asked."""

    want: Field
    source: Source
    provided: Selections


@dataclass(frozen=True, slots=True)
class Option:
    """A graph that could be entered, and what is wanted that it has."""

    entry: Entry
    found: tuple[Found, ...]


class Choice:
    def __init__(self, supergraph: Supergraph, reach: EntityPaths) -> None:
        self._supergraph, self._reach = supergraph, reach

    def options(
        self,
        slot: ObjectSelection,
        wants: Iterable[Field],
        tried: Mapping[str, Set[str]],
        only: frozenset[str] | None,
    ) -> list[Option]:
        """The graphs that have any of what is wanted, leaving out where it was `tried`."""
        wants, options = tuple(wants), []
        for entry in self._entries(slot):
            if only is not None and entry.graph not in only:
                continue
            found = tuple(
                Found(want, *source)
                for want in wants
                if entry.graph not in tried.get(want.key, ())
                and (source := self._supergraph.source(entry.graph, entry.subgraph_type, want.name))
            )
            if found:
                options.append(Option(entry, found))
        return options

    def ways(self, slot: ObjectSelection, into: Entry) -> list[tuple[Entry, frozenset[str]]]:
        """The ways into a graph; with each the graphs that can be entered for its key: only those that open
        before it, or two keys could wait for each other."""
        if slot.is_root:
            return [(into, frozenset())]
        entries = self._reach.entries(slot.type_name, slot.origin.graph)
        return [
            (entry, frozenset(before.graph for before in entries[:position]))
            for position, entry in enumerate(entries)
            if (entry.graph, entry.subgraph_type) == (into.graph, into.subgraph_type)
        ]

    def sharing(self, slot: ObjectSelection, branch: TypeBranch, want: Field) -> frozenset[str]:
        """The other graphs that could be asked for the same field of the same object."""
        entered = () if slot.is_root else self._reach.entries(slot.type_name, slot.origin.graph)
        graphs = branch.shared.union(entry.graph for entry in entered) - {branch.graph}
        return frozenset(
            graph
            for graph in graphs
            if (source := self._supergraph.source(graph, slot.type_name, want.name))
            and not source[0].requires
        )

    def unmasking(self, slot: ObjectSelection) -> Iterable[Entry]:
        """Where an interface object can show which object it is."""
        for entry in self._reach.entries(slot.type_name, slot.origin.graph):
            part = self._supergraph.part(entry.graph, entry.subgraph_type)
            if entry.subgraph_type == slot.type_name and part and not part.is_interface_object:
                yield entry

    def best(self, options: list[Option]) -> Option:
        """One that has to be entered anyway, then the nearest, then the one that answers most by itself."""
        if len(options) == 1:
            return options[0]
        chances = Counter(found.want.key for option in options for found in option.found)
        return max(
            options,
            key=lambda option: (
                any(chances[found.want.key] == 1 for found in option.found),
                -option.entry.hops,
                sum(self._covers(option.entry.graph, found) for found in option.found),
            ),
        )

    def _entries(self, slot: ObjectSelection) -> Iterable[Entry]:
        if slot.is_root:  # every graph is open
            return [Entry(graph, slot.type_name, NONE, 1) for graph in self._supergraph.parts[slot.type_name]]
        first: dict[tuple[str, str], Entry] = {}
        unmasking = list(self.unmasking(slot)) if self._supergraph.is_abstract(slot.type_name) else ()
        for entry in self._reach.entries(slot.type_name, slot.origin.graph):
            if entry not in unmasking:
                first.setdefault((entry.graph, entry.subgraph_type), entry)
        return first.values()

    def _covers(self, graph: str, found: Found) -> int:
        """How many leaves of a field the graph answers itself."""
        if found.source.is_leaf:
            return 1
        part = self._supergraph.part(graph, found.source.type_name)
        members = part.members or (found.source.type_name,) if part else ()
        return sum(
            self._covers(graph, Found(below, *source))
            for member in members
            for below in collect(member, found.want.selections, self._supergraph.nests_in).values()
            if (source := self._supergraph.source(graph, member, below.name, found.provided))
        )
