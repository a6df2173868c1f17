"""Prints the selections of a fetch step as a query document for its subgraph."""

from gateway.federation.planner.fetch_graph import FieldSelection, SelectionTree, TypeBranch
from gateway.federation.selections import TYPENAME
from gateway.federation.supergraph.supergraph import Source, Supergraph


class QueryPrinter:
    """Prints selections of one subgraph. `variables`: the caller's variables in what was printed so far."""

    def __init__(self, supergraph: Supergraph, graph: str) -> None:
        self.variables: set[str] = set()
        self._supergraph, self._graph = supergraph, graph

    def write(self, selection: TypeBranch | SelectionTree) -> str:
        """Print a selection set."""
        if isinstance(selection, TypeBranch):
            return _braces(self._fields(selection))
        by_member = {
            name: lines
            for name, objects in selection.objects_by_type.items()
            if (lines := self._fields(objects.origin))
        }
        printed = [TYPENAME] if selection.tells_type else []
        if selection.is_masked or selection.members in ((selection.subgraph_type,), ()):
            return _braces(printed + by_member.get(selection.subgraph_type, []))
        shared = self._shared(selection, by_member)
        printed += shared
        for name, lines in by_member.items():
            if own := [line for line in lines if line not in shared]:
                printed.append(f"...on {name}{_braces(own)}")
        return _braces(printed)

    def _shared(self, selection: SelectionTree, by_member: dict[str, list[str]]) -> list[str]:
        """The fields selected of every type of object that can be selected of the interface instead."""
        part = self._supergraph.part(self._graph, selection.subgraph_type)
        if part is None or len(by_member) != len(selection.members):
            return []
        first, *others = by_member.values()
        selected = {
            self._field(key, selected): selected
            for objects in selection.objects_by_type.values()
            for key, selected in objects.origin.fields.items()
        }
        return [
            line
            for line in first
            if _fits_interface(selected[line], part.fields.get(selected[line].name))
            and all(line in lines for lines in others)
        ]

    def _fields(self, branch: TypeBranch) -> list[str]:
        return [self._field(key, selected) for key, selected in branch.fields.items()]

    def _field(self, key: str, selected: FieldSelection) -> str:
        self.variables |= selected.variables
        alias = "" if key == selected.name else f"{key}:"
        return (
            f"{alias}{selected.name}{selected.arguments}{self.write(selected.tree) if selected.tree else ''}"
        )


def _fits_interface(selected: FieldSelection, source: Source | None) -> bool:
    """Whether a field can be selected of the interface: it exists there, and its type is no wider."""
    return source is not None and (selected.tree is None or selected.tree.subgraph_type == source.type_name)


def _braces(printed: list[str]) -> str:
    return "{" + " ".join(printed or [TYPENAME]) + "}"
