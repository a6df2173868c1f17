"""Holds a plan under construction: the positions of the response, and what each fetch step selects there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from gateway.federation.selections import TYPENAME, Field, Selections
from gateway.federation.supergraph.supergraph import NONE, Supergraph


class Step(NamedTuple):
    """One step down from a position: the key, and the only type of object that is followed (any, where
    None)."""

    key: str
    only: str | None = None


Path = tuple[Step, ...]


class StoredField(NamedTuple):
    """A field whose values are stored under some key of a position."""

    type_name: str
    name: str
    arguments: str
    shape: str


class ResponsePosition:
    """One position in the response, whichever fetches fill it.

    Fetches write into the same objects, so that a key has to mean one thing there; and a subgraph refuses a
    query in which one key has two shapes. So each field is assigned a key here: the caller's response key
    where that is free."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._stored: dict[str, list[StoredField]] = {}
        self._response_keys: dict[tuple[str, str], str] = {}
        self.children: dict[str, ResponsePosition] = {}
        self.writers: dict[str, set[int]] = {}
        """Key → numbers of the fetch steps that write it."""

    def assign_key(self, type_name: str, requested: Field, shape: str) -> str:
        """Assign the key under which a field of a type is stored, and return it."""
        stored = StoredField(type_name, requested.name, requested.arguments, shape)
        key = self.find_key(type_name, requested) or next(
            key for key in _candidates(requested) if self._fits(key, stored)
        )
        if stored not in self._stored.setdefault(key, []):
            self._stored[key].append(stored)
        if not requested.internal:
            self._response_keys[type_name, requested.key] = key
        return key

    def find_key(self, type_name: str, requested: Field) -> str | None:
        """The key under which a field is stored already: a caller's field by its response key, one that a key
        or `@requires` names by its name and arguments."""
        if not requested.internal:
            return self.key_of(type_name, requested.key)
        for key, cells in self._stored.items():
            for stored in cells:
                if stored[1:3] == (requested.name, requested.arguments) and self._overlap(
                    stored.type_name, type_name
                ):
                    return key
        return None

    def key_of(self, type_name: str, response_key: str) -> str | None:
        """The key of a field that the caller selected under a response key."""
        own = self._response_keys.get((type_name, response_key))
        if own is not None or not self._response_keys:
            return own
        for (other, name), key in self._response_keys.items():
            if name == response_key and self._overlap(other, type_name):
                return key
        return None

    def response_key(self, key: str) -> str | None:
        """The caller's response key of a stored field; None where the caller did not select it."""
        return next((name for (_, name), stored in self._response_keys.items() if stored == key), None)

    def child(self, key: str) -> "ResponsePosition":
        if key not in self.children:
            self.children[key] = ResponsePosition(self._supergraph)
        return self.children[key]

    def _overlap(self, one: str, other: str) -> bool:
        return self._supergraph.overlap(one, other)

    def _fits(self, key: str, stored: StoredField) -> bool:
        if key == TYPENAME:
            return False
        return all(
            other[1:3] == stored[1:3]
            if self._overlap(other.type_name, stored.type_name)
            else other[3] == stored[3]
            for other in self._stored.get(key, ())
        )


def _candidates(requested: Field) -> Iterator[str]:
    yield requested.key
    for number in count(1):
        yield f"_{requested.key}_{number}"


@dataclass(eq=False, slots=True)
class FetchStep:
    """A fetch under construction: one selection of one subgraph."""

    number: int
    graph: str
    kind: str
    """`query` or `mutation` for a fetch at the root, `entity` for an entity fetch."""
    objects: "ObjectSelection"
    """The objects whose fields it fetches."""
    subgraph_type: str
    """Their type in the subgraph."""
    needs: set["FetchStep"]
    key: Selections
    """The key over which the subgraph is entered."""
    top: "TypeBranch | SelectionTree" = field(init=False)
    """What it selects."""
    inputs: Selections = field(init=False)
    """What a representation has: the key, and what fields require."""

    def __post_init__(self) -> None:
        self.inputs = self.key

    def follows(self, other: "FetchStep") -> bool:
        """Whether this step is the other, or waits for it directly or over others."""
        return self is other or any(need.follows(other) for need in self.needs)


@dataclass(eq=False, slots=True)
class FieldSelection:
    """A field that a fetch step selects."""

    name: str
    arguments: str
    variables: frozenset[str]
    tree: "SelectionTree | None"


@dataclass(eq=False, slots=True)
class TypeBranch:
    """What one fetch step selects of the objects of one type at one position."""

    step: FetchStep
    subgraph_type: str
    provided: Selections = NONE
    """What the subgraph has here, by `@provides`, beyond its own fields."""
    shared: frozenset[str] = frozenset()
    """Other subgraphs that could have been asked for the same objects."""
    fields: dict[str, FieldSelection] = field(default_factory=dict)
    entered: bool = False
    """Whether the step begins here: then its representations can have more inputs."""

    @property
    def graph(self) -> str:
        return self.step.graph


@dataclass(eq=False, slots=True)
class ObjectSelection:
    """The objects of one type at one position, and everything that fetch steps select of them."""

    type_name: str
    position: ResponsePosition
    path: Path
    branches: list[TypeBranch] = field(default_factory=list)
    unmasked: "SelectionTree | None" = None
    """What resolves the concrete type of an interface object."""

    @property
    def is_root(self) -> bool:
        return not self.path

    @property
    def origin(self) -> TypeBranch:
        """The branch of the step that the objects come from."""
        return self.branches[0]


@dataclass(eq=False, slots=True)
class SelectionTree:
    """What one fetch step selects at one position, for each type of object that its subgraph has there."""

    step: FetchStep
    position: ResponsePosition
    path: Path
    subgraph_type: str
    """The type of the position in the subgraph."""
    members: tuple[str, ...]
    is_masked: bool
    """Whether the subgraph has the type as an interface object."""
    tells_type: bool
    """Whether `__typename` is selected."""
    provided: Selections
    shared: frozenset[str]
    objects_by_type: dict[str, ObjectSelection] = field(default_factory=dict)

    def of_type(self, type_name: str) -> ObjectSelection:
        """The objects of one type, made at first use."""
        if type_name not in self.objects_by_type:
            path = self.path
            if path and self.tells_type:
                path = (*path[:-1], path[-1]._replace(only=type_name))
            origin = TypeBranch(self.step, type_name, self.provided, self.shared)
            self.objects_by_type[type_name] = ObjectSelection(type_name, self.position, path, [origin])
        return self.objects_by_type[type_name]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected, and no other step enters from here."""
        return not any(
            objects.origin.fields or len(objects.branches) > 1 or objects.unmasked
            for objects in self.objects_by_type.values()
        )
