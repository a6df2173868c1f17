"""A plan under construction: positions in the merged answer, and what each fetch asks at them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from gateway.federation.operation.selections import TYPENAME, Field, Selections
from gateway.federation.supergraph.supergraph import NONE, Supergraph


class Step(NamedTuple):
    """One step down from a position: under which key, and objects of which type only (any, where None)."""

    key: str
    only: str | None = None


Path = tuple[Step, ...]


class Cell(NamedTuple):
    type_name: str
    name: str
    arguments: str
    shape: str


class ResponsePosition:
    """One position in the merged answer, whichever fetches fill it.

    Fetches write into the same objects, so a key there must mean one thing; and a graph refuses a query in
    which one key has two shapes. So each field gets a key here, its own name or the caller's where that is
    free."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._cells: dict[str, list[Cell]] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self.children: dict[str, ResponsePosition] = {}
        self.writers: dict[str, set[int]] = {}
        """Key → numbers of the drafts that write it."""

    def assign(self, type_name: str, asked: Field, shape: str) -> str:
        """The key under which a field of a type is kept."""
        cell = Cell(type_name, asked.name, asked.arguments, shape)
        key = self.find(type_name, asked) or next(key for key in _candidates(asked) if self._fits(key, cell))
        if cell not in self._cells.setdefault(key, []):
            self._cells[key].append(cell)
        if not asked.internal:
            self._keys[type_name, asked.key] = key
        return key

    def find(self, type_name: str, asked: Field) -> str | None:
        """The key under which a field is kept already: the caller's fields by what the caller calls them."""
        if not asked.internal:
            return self.kept(type_name, asked.key)
        for key, cells in self._cells.items():
            for cell in cells:
                if cell[1:3] == (asked.name, asked.arguments) and self._overlap(cell.type_name, type_name):
                    return key
        return None

    def kept(self, type_name: str, response_key: str) -> str | None:
        """The key of a field that the caller asked for."""
        own = self._keys.get((type_name, response_key))
        if own is not None or not self._keys:
            return own
        for (other, asked), key in self._keys.items():
            if asked == response_key and self._overlap(other, type_name):
                return key
        return None

    def told(self, key: str) -> str | None:
        """What the caller calls what is kept under a key; None where the caller did not ask for it."""
        return next((asked for (_, asked), kept in self._keys.items() if kept == key), None)

    def child(self, key: str) -> "ResponsePosition":
        if key not in self.children:
            self.children[key] = ResponsePosition(self._supergraph)
        return self.children[key]

    def _overlap(self, one: str, other: str) -> bool:
        return self._supergraph.overlap(one, other)

    def _fits(self, key: str, cell: Cell) -> bool:
        if key == TYPENAME:
            return False
        return all(
            other[1:3] == cell[1:3] if self._overlap(other.type_name, cell.type_name) else other[3] == cell[3]
            for other in self._cells.get(key, ())
        )


def _candidates(asked: Field) -> Iterator[str]:
    yield asked.key
    for number in count(1):
        yield f"_{asked.key}_{number}"


@dataclass(eq=False, slots=True)
class FetchStep:
    """A fetch under construction."""

    number: int
    graph: str
    kind: str
    """`query` or `mutation` for one that begins at the root, `entity` for one that follows objects."""
    slot: "ObjectSelection"
    """The objects that it asks about."""
    subgraph_type: str
    """What the graph calls them."""
    needs: set["FetchStep"]
    key: Selections
    """Over which the graph is entered."""
    top: "TypeBranch | SelectionTree" = field(init=False)
    """What it asks."""
    inputs: Selections = field(init=False)
    """What the graph is told of each: the key, and what fields require."""

    def __post_init__(self) -> None:
        self.inputs = self.key

    def follows(self, other: "FetchStep") -> bool:
        """Whether this one has to wait for the other, or is it."""
        return self is other or any(need.follows(other) for need in self.needs)


@dataclass(eq=False, slots=True)
class FieldSelection:
    """A field that a fetch asks for."""

    name: str
    arguments: str
    variables: frozenset[str]
    tree: "SelectionTree | None"


@dataclass(eq=False, slots=True)
class TypeBranch:
    """What one fetch asks of the objects of one type at one position."""

    draft: FetchStep
    subgraph_type: str
    provided: Selections = NONE
    """What the graph has here beyond its own."""
    shared: frozenset[str] = frozenset()
    """Other graphs that could have been asked for the same objects."""
    fields: dict[str, FieldSelection] = field(default_factory=dict)
    entered: bool = False
    """The fetch begins here, and so can be told more about these objects."""

    @property
    def graph(self) -> str:
        return self.draft.graph


@dataclass(eq=False, slots=True)
class ObjectSelection:
    """The objects of one type at one position, and everything that is fetched of them."""

    type_name: str
    place: ResponsePosition
    path: Path
    branches: list[TypeBranch] = field(default_factory=list)
    unmasked: "SelectionTree | None" = None
    """Where an interface object shows which object it is."""

    @property
    def is_root(self) -> bool:
        return not self.path

    @property
    def origin(self) -> TypeBranch:
        """The fetch that the objects come from."""
        return self.branches[0]


@dataclass(eq=False, slots=True)
class SelectionTree:
    """What one fetch asks at one position, for each type of object that its graph has there."""

    draft: FetchStep
    place: ResponsePosition
    path: Path
    subgraph_type: str
    """The type that the graph has there."""
    members: tuple[str, ...]
    is_masked: bool
    tells_type: bool
    """Whether objects are asked which type they are."""
    provided: Selections
    shared: frozenset[str]
    slots: dict[str, ObjectSelection] = field(default_factory=dict)

    def slot(self, type_name: str) -> ObjectSelection:
        if type_name not in self.slots:
            path = self.path
            if path and self.tells_type:
                path = (*path[:-1], path[-1]._replace(only=type_name))
            origin = TypeBranch(self.draft, type_name, self.provided, self.shared)
            self.slots[type_name] = ObjectSelection(type_name, self.place, path, [origin])
        return self.slots[type_name]

    @property
    def is_empty(self) -> bool:
        """Asks for nothing, and nothing stands on it."""
        return not any(
            slot.origin.fields or len(slot.branches) > 1 or slot.unmasked for slot in self.slots.values()
        )
