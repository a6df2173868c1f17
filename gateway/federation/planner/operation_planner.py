"""Plans an operation: one group of fetch steps for a query, groups in sequence for mutations."""

from gateway.federation.planner.entity_paths import EntityPaths
from gateway.federation.planner.entry_choice import EntryChoice
from gateway.federation.planner.fetch_graph import FetchStep, ObjectSelection, ResponsePosition
from gateway.federation.planner.walker import Walker
from gateway.federation.selections import Field, Selections, collect
from gateway.federation.supergraph.supergraph import Supergraph


class Unreachable(Exception):
    """No subgraph answers a field: the supergraph was composed without a check that every field can be
    answered."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Planner:
    """Plans operations over one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._choice = EntryChoice(supergraph, EntityPaths(supergraph))

    def plan(self, kind: str, selections: Selections) -> tuple[list[list[FetchStep]], ResponsePosition]:
        """Plan an operation: its fetch steps, in groups that are executed in sequence, and the root position
        of the response.

        Raises Unreachable, TooManyFields."""
        position, root = ResponsePosition(self._supergraph), self._supergraph.roots[kind]
        fields = [
            field
            for field in collect(root, selections, self._supergraph.nests_in).values()
            if not field.name.startswith("__")
        ]
        if kind == "query":
            return [self._walk(kind, root, position, fields)], position
        return [
            self._walk(kind, root, position, group, frozenset([graph]))
            for graph, group in self._in_sequence(root, fields)
        ], position

    def _walk(
        self,
        kind: str,
        root: str,
        position: ResponsePosition,
        fields: list[Field],
        only: frozenset[str] | None = None,
    ) -> list[FetchStep]:
        walker = Walker(self._supergraph, self._choice, kind)
        left, _ = walker.resolve(ObjectSelection(root, position, ()), fields, only)
        if left:
            raise Unreachable(_first(left))
        return walker.steps

    def _in_sequence(self, root: str, fields: list[Field]) -> list[tuple[str, list[Field]]]:
        """Group mutations by subgraph. Neighbours in one subgraph stay together: it keeps their order."""
        groups: list[tuple[str, list[Field]]] = []
        for field in fields:
            options = self._choice.options(
                ObjectSelection(root, ResponsePosition(self._supergraph), ()), [field], {}, None
            )
            if not options:
                raise Unreachable(field.name)
            graph = self._choice.best(options).entry.graph
            if not groups or groups[-1][0] != graph:
                groups.append((graph, []))
            groups[-1][1].append(field)
        return groups


def _first(left: Selections) -> str:
    """The path of the first field that no subgraph answers."""
    each = left[0]
    below = _first(each.selections) if each.selections else ""
    return ".".join(filter(None, (each.name, below))) if isinstance(each, Field) else below
