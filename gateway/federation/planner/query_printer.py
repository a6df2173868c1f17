"""How what a fetch asks is written as a query for its graph."""

from gateway.federation.operation.selections import TYPENAME
from gateway.federation.planner.fetch_graph import FieldSelection, SelectionTree, TypeBranch
from gateway.federation.supergraph.supergraph import Source, Supergraph


class Document:
    """Writes selections of one graph; `variables` are those of the caller that were written."""

    def __init__(self, supergraph: Supergraph, graph: str) -> None:
        self.variables: set[str] = set()
        self._supergraph, self._graph = supergraph, graph

    def write(self, asked: TypeBranch | SelectionTree) -> str:
        """A selection set."""
        if isinstance(asked, TypeBranch):
            return _braces(self._fields(asked))
        by_member = {
            name: lines for name, slot in asked.slots.items() if (lines := self._fields(slot.origin))
        }
        written = [TYPENAME] if asked.tells_type else []
        if asked.is_masked or asked.members in ((asked.subgraph_type,), ()):
            return _braces(written + by_member.get(asked.subgraph_type, []))
        shared = self._shared(asked, by_member)
        written += shared
        for name, lines in by_member.items():
            if own := [line for line in lines if line not in shared]:
                written.append(f"...on {name}{_braces(own)}")
        return _braces(written)

    def _shared(self, asked: SelectionTree, by_member: dict[str, list[str]]) -> list[str]:
        """What is asked of every type of object, where it can be asked of the interface."""
        part = self._supergraph.part(self._graph, asked.subgraph_type)
        if part is None or len(by_member) != len(asked.members):
            return []
        first, *others = by_member.values()
        placed = {
            self._field(key, placed): placed
            for slot in asked.slots.values()
            for key, placed in slot.origin.fields.items()
        }
        return [
            line
            for line in first
            if _suits(placed[line], part.fields.get(placed[line].name))
            and all(line in lines for lines in others)
        ]

    def _fields(self, branch: TypeBranch) -> list[str]:
        return [self._field(key, placed) for key, placed in branch.fields.items()]

    def _field(self, key: str, placed: FieldSelection) -> str:
        self.variables |= placed.variables
        alias = "" if key == placed.name else f"{key}:"
        return f"{alias}{placed.name}{placed.arguments}{self.write(placed.tree) if placed.tree else ''}"


def _suits(placed: FieldSelection, source: Source | None) -> bool:
    """Whether a field can be asked of the interface: it has it, and returns nothing wider there."""
    return source is not None and (placed.tree is None or placed.tree.subgraph_type == source.type_name)


def _braces(written: list[str]) -> str:
    return "{" + " ".join(written or [TYPENAME]) + "}"
