"""Chooses the subgraph to enter next, where several answer the fields."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass

from gateway.federation.planner.entity_paths import EntityPaths, Entry
from gateway.federation.planner.fetch_graph import ObjectSelection, TypeBranch
from gateway.federation.selections import Field, Selections, collect
from gateway.federation.supergraph.supergraph import NONE, Source, Supergraph


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A field as one subgraph answers it."""

    field: Field
    source: Source
    provided: Selections


@dataclass(frozen=True, slots=True)
class EntryOption:
    """A subgraph that can be entered, and the fields that it answers."""

    entry: Entry
    answers: tuple[FieldSource, ...]


class EntryChoice:
    """The choices over one supergraph."""

    def __init__(self, supergraph: Supergraph, paths: EntityPaths) -> None:
        self._supergraph, self._paths = supergraph, paths

    def options(
        self,
        objects: ObjectSelection,
        fields: Collection[Field],
        tried: Mapping[str, Set[str]],
        only: frozenset[str] | None,
    ) -> list[EntryOption]:
        """The subgraphs that answer any of the fields, without those in which a field was `tried`."""
        options = []
        for entry in self._entries(objects):
            if only is not None and entry.graph not in only:
                continue
            answers = tuple(
                FieldSource(field, *source)
                for field in fields
                if entry.graph not in tried.get(field.key, ())
                and (source := self._supergraph.source(entry.graph, entry.subgraph_type, field.name))
            )
            if answers:
                options.append(EntryOption(entry, answers))
        return options

    def entries_into(self, objects: ObjectSelection, into: Entry) -> list[tuple[Entry, frozenset[str]]]:
        """The entries into a subgraph; with each the subgraphs that may be entered for its key: only those
        that open before it, or two keys could wait for each other."""
        if objects.is_root:
            return [(into, frozenset())]
        entries = self._paths.entries(objects.type_name, objects.origin.graph)
        return [
            (entry, frozenset(before.graph for before in entries[:number]))
            for number, entry in enumerate(entries)
            if (entry.graph, entry.subgraph_type) == (into.graph, into.subgraph_type)
        ]

    def sharing(self, objects: ObjectSelection, branch: TypeBranch, field: Field) -> frozenset[str]:
        """The other subgraphs that answer the same field of the same object."""
        entered = () if objects.is_root else self._paths.entries(objects.type_name, objects.origin.graph)
        graphs = branch.shared.union(entry.graph for entry in entered) - {branch.graph}
        return frozenset(
            graph
            for graph in graphs
            if (source := self._supergraph.source(graph, objects.type_name, field.name))
            and not source[0].requires
        )

    def type_resolving(self, objects: ObjectSelection) -> Iterable[Entry]:
        """The entries that resolve the concrete type of an interface object."""
        for entry in self._paths.entries(objects.type_name, objects.origin.graph):
            part = self._supergraph.part(entry.graph, entry.subgraph_type)
            if entry.subgraph_type == objects.type_name and part and not part.is_interface_object:
                yield entry

    def best(self, options: list[EntryOption]) -> EntryOption:
        """The best option: one that has to be entered anyway, then the one with the fewest hops, then the one
        that answers most leaves."""
        if len(options) == 1:
            return options[0]
        options_per_field = Counter(answer.field.key for option in options for answer in option.answers)
        return max(
            options,
            key=lambda option: (
                any(options_per_field[answer.field.key] == 1 for answer in option.answers),
                -option.entry.hops,
                sum(self._covers(option.entry.graph, answer) for answer in option.answers),
            ),
        )

    def _entries(self, objects: ObjectSelection) -> Iterable[Entry]:
        if objects.is_root:  # every subgraph is open
            return [
                Entry(graph, objects.type_name, NONE, 1)
                for graph in self._supergraph.parts[objects.type_name]
            ]
        first: dict[tuple[str, str], Entry] = {}
        type_resolving = (
            list(self.type_resolving(objects)) if self._supergraph.is_abstract(objects.type_name) else ()
        )
        for entry in self._paths.entries(objects.type_name, objects.origin.graph):
            if entry not in type_resolving:
                first.setdefault((entry.graph, entry.subgraph_type), entry)
        return first.values()

    def _covers(self, graph: str, answer: FieldSource) -> int:
        """How many leaves of a field the subgraph answers."""
        if answer.source.is_leaf:
            return 1
        part = self._supergraph.part(graph, answer.source.type_name)
        members = part.members or (answer.source.type_name,) if part else ()
        return sum(
            self._covers(graph, FieldSource(below, *source))
            for member in members
            for below in collect(member, answer.field.selections, self._supergraph.nests_in).values()
            if (source := self._supergraph.source(graph, member, below.name, answer.provided))
        )
