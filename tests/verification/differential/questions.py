"""Random questions that the graph takes: fragments, aliases that clash with other fields, variables,
conditions, lists in pages, and ways across services. The same seed makes the same question."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    ast_from_value,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
    is_required_argument,
    parse,
    print_ast,
)

from gateway.federation.operation.cost_limits import CostEstimator, Limits, OverLimit
from tests.verification.differential.values import Values

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
DEEPEST: Final = 9
_FIELDS: Final = 45
"""Of one question, those in fragments counted once."""
_FAR: Final = 0.3
"""How many go from object to object rather than wide."""
_UNLIKELY: Final = 0.06
"""How much less often a field is asked that the caller may not see."""


@dataclass(frozen=True)
class Question:
    """An operation with the variables it is sent with."""

    text: str
    variables: dict[str, Any] = field(default_factory=dict)


class Questions:
    """Of one kind of caller. `may` tells whether it is shown a field of a type: asked mostly, others rarely.
    `reserved` are names that nothing is called by an alias."""

    def __init__(
        self,
        schema: GraphQLSchema,
        values: Values,
        may: Callable[[str, str], bool] = lambda *_: True,
        *,
        reserved: Collection[str] = (),
    ) -> None:
        self.schema, self.values, self.may, self.reserved = schema, values, may, reserved
        self.family = dict(_families(schema))

    def question(self, random: Random) -> Question:
        """One that a gateway with our limits takes."""
        while True:
            made = _Writing(self, random).question()
            try:
                document = parse(made.text, max_tokens=Limits().tokens)
                scales = CostEstimator(self.schema, document, Limits())
                for variables in ({}, made.variables):  # as it stands, and as it is sent
                    scales.check(document.definitions[0], variables)  # type: ignore[arg-type]
            except (GraphQLError, OverLimit):
                continue
            return made


def _families(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Types whose fields can meet under one key, because something may be either: named for one of them."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            yield name, "abstract"
            for each in schema.get_possible_types(kind):
                yield each.name, "abstract"


@dataclass(frozen=True)
class _Fragment:
    name: str
    type: str
    depth: int
    text: str


class _Writing:
    """One question in the making."""

    def __init__(self, of: Questions, random: Random) -> None:
        self._of, self._random = of, random
        self._goes_far = random.random() < _FAR
        self._left = random.randint(4, _FIELDS)
        self._bound: dict[tuple[str, str], str] = {}
        """Family and key → what is asked under it: the same wherever the two may meet."""
        self._fragments: list[_Fragment] = []
        self._declared: list[str] = []
        self._variables: dict[str, Any] = {}
        self._numbers = 0

    def question(self) -> Question:
        root = self._of.schema.query_type
        assert root is not None
        deepest = DEEPEST if self._goes_far else self._random.randint(2, DEEPEST)
        body = self._selection(root, deepest, most=1 if self._goes_far else 3)
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        heading = f"query Q{declared}" if declared or self._random.random() < 0.5 else "query"
        fragments = [f"fragment {each.name} on {each.type} {each.text}" for each in self._fragments]
        return Question("\n".join([f"{heading} {body}", *fragments]), self._variables)

    def _often(self, share: float) -> bool:
        return self._random.random() < share

    def _fresh(self, letter: str) -> str:
        self._numbers += 1
        return f"{letter}{self._numbers}"

    def _selection(self, kind: Composite, depth: int, *, most: int = 5) -> str:
        lines = [self._wrapped(kind, line) for line in self._lines(kind, depth, most)]
        if self._often(0.15) or not lines:
            lines.append(self._typename(kind))
        if depth > 1 and self._often(0.25) and kind is not self._of.schema.query_type:
            lines.append(self._spread(kind, depth))
        self._random.shuffle(lines)
        return "{ " + " ".join(lines) + " }"

    def _typename(self, kind: Composite) -> str:
        alias = f"{self._fresh('t')}: " if self._often(0.3) else ""
        return f"{alias}__typename{self._condition()}"

    def _lines(self, kind: Composite, depth: int, most: int) -> list[str]:
        random, lines = self._random, []
        if not isinstance(kind, GraphQLUnionType):
            offered = {name: weight for name, weight in self._offered(kind, depth) if weight}
            for _ in range(min(random.randint(1, most), len(offered))):
                (name,) = random.choices(list(offered), list(offered.values()))
                del offered[name]
                lines += self._field(kind, name, kind.fields[name], depth)
        if not isinstance(kind, GraphQLObjectType) and depth > 0:
            possible = list(self._of.schema.get_possible_types(kind))
            for each in random.sample(possible, random.randint(0, len(possible))):
                lines.append(f"... on {each.name}{self._condition()} {self._selection(each, depth, most=3)}")
        return lines

    def _offered(
        self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int
    ) -> Iterator[tuple[str, float]]:
        for name, each in kind.fields.items():
            weight = 1.0 if self._of.may(kind.name, name) else _UNLIKELY
            if not is_leaf_type(get_named_type(each.type)):
                weight *= (9 if self._goes_far else 2) if depth > 0 and self._left > 0 else 0
            yield name, weight

    def _field(
        self, kind: GraphQLObjectType | GraphQLInterfaceType, name: str, asked: GraphQLField, depth: int
    ) -> list[str]:
        self._left -= 1
        key, arguments = self._key(kind, name, asked)
        named, below = get_named_type(asked.type), ""
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            below = " " + self._selection(named, depth - 1)
        alias = f"{key}: " if key != name else ""
        line = f"{alias}{name}{arguments}{self._condition()}{below}"
        if below and self._left > 0 and self._often(0.06):  # once more, to be merged
            again = self._selection(named, depth - 1, most=2)  # type: ignore[arg-type]
            return [line, f"{alias}{name}{arguments}{self._condition()} {again}"]
        return [line]

    def _key(
        self, kind: GraphQLObjectType | GraphQLInterfaceType, name: str, asked: GraphQLField
    ) -> tuple[str, str]:
        """Under which key a field is asked for, and with which arguments."""
        family, key = self._of.family.get(kind.name, kind.name), name
        if self._often(0.12):
            clashing = self._random.choice(list(kind.fields))
            is_free = self._often(0.4) and clashing not in self._of.reserved
            key = clashing if is_free else self._fresh("a")
        if (known := self._bound.get((family, key))) is not None:
            bound_to, _, arguments = known.partition("|")
            if bound_to == f"{name}: {asked.type}":
                return key, arguments
            key = self._fresh("a")
        arguments = self._arguments(f"{kind.name}.{name}", asked)
        self._bound[family, key] = f"{name}: {asked.type}|{arguments}"
        return key, arguments

    def _arguments(self, place: str, asked: GraphQLField) -> str:
        given = [
            f"{name}: {self._argument(f'{place}.{name}', each)}"
            for name, each in asked.args.items()
            if is_required_argument(each) or name == "first" or self._often(0.35)
        ]
        return f"({', '.join(given)})" if given else ""

    def _argument(self, place: str, asked: GraphQLArgument) -> str:
        is_null = not is_non_null_type(asked.type) and self._often(0.08)
        value = None if is_null else self._of.values.choose(self._random, place, asked.type)
        if self._often(0.4):
            return self._variable(str(asked.type), value)
        return _written(value, asked)

    def _variable(self, written: str, value: Any) -> str:
        """A variable that is sent, or that has a default and is not."""
        name = self._fresh("v")
        if value is not None and not written.endswith("!") and self._often(0.2):
            written += "!"
        if value is not None and isinstance(value, bool | int) and self._often(0.3):
            self._declared.append(f"${name}: {written} = {str(value).lower()}")
            if self._often(0.4):
                return f"${name}"
        else:
            self._declared.append(f"${name}: {written}")
        self._variables[name] = value
        return f"${name}"

    def _condition(self) -> str:
        if not self._often(0.06):
            return ""
        directive = self._random.choice(("skip", "include"))
        value = self._often(0.75) == (directive == "include")
        told = self._variable("Boolean!", value) if self._often(0.7) else str(value).lower()
        return f" @{directive}(if: {told})"

    def _wrapped(self, kind: GraphQLNamedType, line: str) -> str:
        if not self._often(0.1):
            return line
        on = f" on {kind.name}" if self._often(0.7) else ""
        return f"...{on}{self._condition()} {{ {line} }}"

    def _spread(self, kind: Composite, depth: int) -> str:
        known = [each for each in self._fragments if each.type == kind.name and each.depth <= depth]
        if known and self._often(0.6):
            fragment = self._random.choice(known)
        else:
            text = self._selection(kind, depth - 1, most=3)
            fragment = _Fragment(self._fresh("F"), kind.name, depth, text)
            self._fragments.append(fragment)
        return f"...{fragment.name}{self._condition()}"


def _written(value: Any, asked: GraphQLArgument) -> str:
    node = ast_from_value(value, asked.type)
    assert node is not None
    return print_ast(node)
