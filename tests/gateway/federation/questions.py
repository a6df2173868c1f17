"""Generates random operations over a random graph: aliases that clash with keys, fragments, arguments,
conditions."""

import re
from random import Random

from tests.gateway.federation.random_graphs import Field, World

_CLASHING = ("id", "code", "s0", "a", "b")


class Questions:
    def __init__(self, world: World, random: Random) -> None:
        self._world, self._random = world, random
        self._left = 60

    def operation(self) -> str:
        body = self._selection("Query", 5)
        declared = {"$yes": "Boolean = true", "$no": "Boolean!", "$n": "Int"}
        used = [f"{name}: {type_}" for name, type_ in declared.items() if re.search(rf"\{name}\b", body)]
        return f"query({', '.join(used)}){body}" if used else f"query{body}"

    def _selection(self, type_name: str, depth: int) -> str:
        random = self._random
        lines = self._fragments(type_name, depth) if type_name in "IU" else self._fields(type_name, depth)
        if type_name != "Query" and random.random() < 0.3:
            lines.append("__typename" if random.random() < 0.7 else "kind: __typename")
        return "{ " + " ".join(lines or ["__typename"]) + " }"

    def _fragments(self, type_name: str, depth: int) -> list[str]:
        """Of an interface: its own fields, and some of its types'; of a union: the latter, and some of an
        interface."""
        random, entities = self._random, self._world.entities
        common = [self._field(entities[0].fields[name], depth) for name in self._world.common]
        lines = [line for line in random.sample(common, random.randint(0, len(common))) if line]
        if type_name == "U":
            lines = [f"... on I {{ {' '.join(lines)} }}"] if lines else []
        for entity in random.sample(entities, random.randint(0, len(entities))):
            lines.append(f"... on {entity.name} {self._selection(entity.name, depth)}")
        return [line for line in lines if line]

    def _fields(self, type_name: str, depth: int) -> list[str]:
        fields = list(self._world.types[type_name].fields.values())
        lines = []
        for each in self._random.sample(fields, self._random.randint(1, min(len(fields), 5))):
            line = self._field(each, depth)
            if line and self._random.random() < 0.15:
                line = f"... on {type_name} {{ {line} }}"
            lines.append(line)
        return [line for line in lines if line]

    def _field(self, each: Field, depth: int) -> str:
        random = self._random
        is_leaf = each.named in ("String", "ID")
        self._left -= 1
        if not is_leaf and (depth == 0 or self._left < 0):
            return ""
        alias = f"{random.choice(_CLASHING)}: " if is_leaf and random.random() < 0.08 else ""
        arguments = random.choice(("", "(n: 3)", "(n: $n)")) if each.arguments else ""
        condition = random.choice(
            ("@include(if: $yes)", "@skip(if: $no)", "@include(if: $no)", "@skip(if: $yes)")
        )
        condition = f" {condition}" if random.random() < 0.1 else ""
        below = "" if is_leaf else f" {self._selection(each.named, depth - 1)}"
        return f"{alias}{each.name}{arguments}{condition}{below}"
