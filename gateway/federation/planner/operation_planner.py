"""What an operation needs of the graphs: one plan for a query, one after the other for mutations."""

from gateway.federation.operation.selections import Field, Selections, collect
from gateway.federation.planner.entity_paths import EntityPaths
from gateway.federation.planner.entry_choice import Choice
from gateway.federation.planner.fetch_graph import FetchStep, ObjectSelection, ResponsePosition
from gateway.federation.planner.walker import Walker
from gateway.federation.supergraph.supergraph import Supergraph


class Unreachable(Exception):
    """No way leads to a field: the supergraph was composed without checking that it can be answered."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Planner:
    """Plans one operation after the other over one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._choice = Choice(supergraph, EntityPaths(supergraph))

    def plan(self, kind: str, asked: Selections) -> tuple[list[list[FetchStep]], ResponsePosition]:
        """The fetches of an operation, in groups that are done one after the other, and the place where their
        answers meet.

        Raises Unreachable, TooManyFields."""
        place, root = ResponsePosition(self._supergraph), self._supergraph.roots[kind]
        fields = [
            field
            for field in collect(root, asked, self._supergraph.nests_in).values()
            if not field.name.startswith("__")
        ]
        if kind == "query":
            return [self._planned(kind, root, place, fields)], place
        return [
            self._planned(kind, root, place, wants, frozenset([graph]))
            for graph, wants in self._one_after_the_other(root, fields)
        ], place

    def _planned(
        self,
        kind: str,
        root: str,
        place: ResponsePosition,
        wants: list[Field],
        only: frozenset[str] | None = None,
    ) -> list[FetchStep]:
        planning = Walker(self._supergraph, self._choice, kind)
        left, _ = planning.resolve(ObjectSelection(root, place, ()), wants, only)
        if left:
            raise Unreachable(_first(left))
        return planning.drafts

    def _one_after_the_other(self, root: str, fields: list[Field]) -> list[tuple[str, list[Field]]]:
        """Mutations by graph; neighbours in one graph go there together, it keeps their order."""
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
    """Where the first of the fields is that nobody answers."""
    each = left[0]
    below = _first(each.selections) if each.selections else ""
    return ".".join(filter(None, (each.name, below))) if isinstance(each, Field) else below
