"""Generates random graphs: types over several subgraphs, with their data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

IDS = ("1", "2", "3")
KEYS = (("id",), ("code",), ("id", "code"))


@dataclass(frozen=True)
class Thing:
    """An object, wherever it stands; `told` is what a service was told of it."""

    type_name: str
    id: str
    told: Mapping[str, Any] | None = None
    provided: str = ""
    """A field that the service may tell here, and nowhere else."""


@dataclass
class Field:
    name: str
    type: str
    """As it is written."""
    owners: list[str]
    arguments: str = ""
    requires: str = ""
    """A scalar of the same type that its owner has to be told."""
    nulls: bool = False
    """Its data has nulls."""
    provides: str = ""
    """A field of what it leads to that its owner tells on this way."""
    externals: list[str] = field(default_factory=list)
    """Graphs that tell it only where it is provided."""

    @property
    def named(self) -> str:
        return self.type.strip("[]!")


@dataclass
class Type:
    name: str
    kind: str
    """`entity`, `value` or `interface`."""
    fields: dict[str, Field] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Graph → the keys it knows."""

    def graphs(self) -> list[str]:
        return list(
            dict.fromkeys([*self.keys, *(owner for each in self.fields.values() for owner in each.owners)])
        )


class World:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.graphs = [f"g{number}" for number in range(random.randint(2, 4))]
        self.entities = [Type(f"E{number}", "entity") for number in range(random.randint(1, 3))]
        self.value = Type("V", "value")
        self.interface = Type("I", "interface")
        self.query = Type("Query", "root")
        for graph in self._some(self.graphs):
            self.value.fields[f"v_{graph}"] = Field(f"v_{graph}", "String", [graph])
        for entity in self.entities:
            self._know(entity)
        self.members = {graph: self._some([each.name for each in self.entities]) for graph in self.graphs}
        for entity in self.entities:
            self._grow(entity)
        for entity in self.entities:
            self._provide(entity)
        self._root()
        self.common = list(dict.fromkeys(name for graph in self.graphs for name in self.here(graph)))
        self.types = {each.name: each for each in (*self.entities, self.value, self.query)}

    def _some(self, of: list[Any]) -> list[Any]:
        return self.random.sample(of, self.random.randint(1, len(of)))

    def _know(self, entity: Type) -> None:
        bridge, *others = self.random.sample(self.graphs, len(self.graphs))
        entity.keys[bridge] = ("id", "code")
        for graph in others:
            entity.keys[graph] = self.random.choice(KEYS)
        for key in ("id", "code"):
            owners = [graph for graph, keys in entity.keys.items() if key in keys]
            entity.fields[key] = Field(key, "ID!" if key == "id" else "String!", owners)

    def _grow(self, entity: Type) -> None:
        random = self.random
        entity.fields["tag"] = Field("tag", "String", list(self.graphs))
        for number in range(random.randint(1, 4)):
            name = f"s{number}"
            owners = self._some(self.graphs) if random.random() < 0.3 else [random.choice(self.graphs)]
            arguments = "(n: Int = 7)" if random.random() < 0.3 else ""
            kind = random.choice(("String", "String", "String!", "[String!]"))
            entity.fields[name] = Field(name, kind, owners, arguments, nulls=random.random() < 0.4)
        plain = [each for each in entity.fields.values() if each.type == "String"]
        for number in range(random.randint(0, 2)):
            needed = random.choice(plain) if plain else None
            elsewhere = [graph for graph in self.graphs if needed and graph not in needed.owners]
            if needed and elsewhere:
                name = f"r{number}"
                owner = [random.choice(elsewhere)]
                made = Field(name, "String", owner, requires=needed.name)
                entity.fields[name] = made
                if random.random() < 0.5:
                    plain.append(made)
        for number in range(random.randint(0, 2)):
            to = random.choice([each.name for each in self.entities])
            kind = random.choice((to, f"[{to}]", f"[{to}!]!", f"{to}!"))
            entity.fields[f"e{number}"] = Field(f"e{number}", kind, [random.choice(self.graphs)], nulls=True)
        if random.random() < 0.6:
            homes = self.value.graphs()
            entity.fields["v"] = Field("v", random.choice(("V", "V!", "[V]")), homes, nulls=True)
        if random.random() < 0.5:
            kind = random.choice(("I", "[I!]"))
            entity.fields["i"] = Field("i", kind, [random.choice(self.graphs)], nulls=True)
        if random.random() < 0.5:
            kind = random.choice(("U", "[U]", "[U!]"))
            entity.fields["u"] = Field("u", kind, [random.choice(self.graphs)], nulls=True)

    def _provide(self, entity: Type) -> None:
        """Let some ways to an entity tell a field of it that another graph owns."""
        for way in entity.fields.values():
            to = next((each for each in self.entities if each.name == way.named), None)
            if to is None or self.random.random() < 0.5:
                continue
            [owner] = way.owners
            elsewhere = [
                each
                for each in to.fields.values()
                if each.named == "String" and not each.requires and owner not in each.owners
            ]
            if elsewhere:
                provided = self.random.choice(elsewhere)
                way.provides = provided.name
                if owner not in provided.externals:
                    provided.externals.append(owner)

    def _root(self) -> None:
        random = self.random
        for number, entity in enumerate(self.entities):
            owners = self._some(self.graphs) if random.random() < 0.3 else [random.choice(self.graphs)]
            self.query.fields[f"all{number}"] = Field(f"all{number}", f"[{entity.name}!]!", owners)
        self.query.fields["either"] = Field("either", "[U]", [random.choice(self.graphs)])
        self.query.fields["any"] = Field("any", "[I]", [random.choice(self.graphs)])
        if random.random() < 0.5:
            self.query.fields["v"] = Field("v", "V", self.value.graphs())

    def possible(self, field_: Field) -> list[str]:
        if field_.named == "U":
            return self.members[field_.owners[0]]
        return [e.name for e in self.entities] if field_.named == "I" else [field_.named]

    # data: made up of names, the same wherever it is asked

    def resolve(self, source: Any, info: Any, **arguments: Any) -> Any:
        type_name = source.type_name if source else "Query"
        return self._value(self.types[type_name].fields[info.field_name], type_name, source, arguments)

    def resolve_in(self, graph: str, source: Any, info: Any, **arguments: Any) -> Any:
        """What one service tells: nonsense where it was not to be asked."""
        asked = self.types[source.type_name if source else "Query"].fields.get(info.field_name)
        if asked is None:
            return None
        if graph in asked.externals and source.provided != asked.name:
            return f"{graph} does not know this"
        found = self.resolve(source, info, **arguments)
        return _providing(found, asked.provides) if asked.provides else found

    def _value(self, asked: Field, type_name: str, source: Thing | None, arguments: Mapping[str, Any]) -> Any:
        object_id = source.id if source else "0"
        salt = sum(map(ord, f"{type_name}{object_id}{asked.name}"))
        if asked.name in ("id", "code"):
            return object_id if asked.name == "id" else f"code-{object_id}"
        if asked.requires:
            if source is not None and source.told is not None:
                return f"from {source.told[asked.requires]}"
            needed = self.types[type_name].fields[asked.requires]
            given = {"n": 7} if needed.arguments else {}
            return f"from {self._value(needed, type_name, source, given)}"
        if asked.nulls and salt % 4 == 0:
            return None
        if asked.named == "String":
            word = f"{type_name}.{object_id}.{asked.name}" + (f".{arguments['n']}" if arguments else "")
            return [word, word] if asked.type.startswith("[") else word
        names = self.possible(asked)
        if asked.type.startswith("["):
            return [self._thing(names, salt + number) for number in range(salt % 3 + 1)]
        return self._thing(names, salt)

    def _thing(self, names: list[str], salt: int) -> Thing:
        return Thing(names[salt % len(names)], IDS[salt % 3])

    def entity(self, told: Mapping[str, Any]) -> Thing:
        object_id = told["id"] if "id" in told else told["code"].removeprefix("code-")
        return Thing(told["__typename"], object_id, told)

    def here(self, graph: str) -> list[str]:
        """The fields that all entities have alike in one graph, and so its part of the interface."""
        first, *others = self.entities
        return [
            name
            for name, each in first.fields.items()
            if graph in each.owners
            and not each.requires
            and all(
                (same := other.fields.get(name)) is not None
                and graph in same.owners
                and not same.requires
                and (same.type, same.arguments) == (each.type, each.arguments)
                for other in others
            )
        ]

    def all_members(self) -> list[str]:
        """Of the union, in any graph."""
        return [e.name for e in self.entities if any(e.name in known for known in self.members.values())]


def _providing(found: Any, name: str) -> Any:
    if isinstance(found, list):
        return [_providing(each, name) for each in found]
    return replace(found, provided=name) if isinstance(found, Thing) else found
