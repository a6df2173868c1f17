"""How the merged answer becomes what the caller asked for: in the order of the operation, under its names,
with nulls where the types demand them. Compiled once per plan."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
)

from gateway.federation.operation.selections import TYPENAME, Field, Selections, collect
from gateway.federation.planner.fetch_graph import ResponsePosition
from gateway.federation.supergraph.supergraph import Supergraph

Object = dict[str, Any]
Projection = Callable[[Any], Any]


class Violation(Exception):
    """Something is null that may not be, or not what its type says: the object around it becomes null."""


_ABSENT: Final = object()


class Projector:
    """Compiles the shapes of one plan. `violated` tells whether anything had to become null since it was
    last set to False."""

    def __init__(self, supergraph: Supergraph) -> None:
        self.violated = False
        self._supergraph = supergraph

    def _caught(self) -> None:
        self.violated = True

    def object(self, type_name: str, place: ResponsePosition, asked: Selections) -> Projection:
        """How an object of a type is shaped. The shape raises Violation."""
        plan = self._supergraph
        fields = [
            field
            for field in collect(type_name, asked, plan.nests_in).values()
            if field.name == TYPENAME or not field.name.startswith("__")
        ]
        is_object = not plan.is_abstract(type_name)
        template: Object = {}
        kept: list[str] = []
        required: list[bool] = []
        inner: list[tuple[str, Projection]] = []
        for field in fields:
            template[field.key] = type_name if field.name == TYPENAME and is_object else None
            if field.name == TYPENAME:
                if not is_object:
                    raise Violation  # nobody could tell which object it is
                continue
            key = place.kept(type_name, field.key)
            type_ = plan.returned(type_name, field.name)
            kept.append(key or field.key)
            required.append(is_non_null_type(type_))
            shape = self._value(type_, place.child(kept[-1]), field) if key else None
            if shape is not None:
                inner.append((field.key, shape))
        names = tuple(field.key for field in fields if field.name != TYPENAME)
        return _object(self._caught, template, names, tuple(kept), tuple(required), tuple(inner))

    def _value(self, type_: GraphQLOutputType, place: ResponsePosition, field: Field) -> Projection | None:
        """How a value that is not null is shaped; None where it stays as it is."""
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type, place, field)
        if isinstance(type_, GraphQLList):
            return _list(
                self._caught,
                self._value(type_.of_type, place, field),
                required=is_non_null_type(type_.of_type),
            )
        named = get_named_type(type_)
        if is_leaf_type(named):
            visible = self._supergraph.visible.get(named.name)
            return _enum(visible) if visible is not None else None
        if is_abstract_type(named):
            return self._abstract(named.name, place, field.selections)
        return self.object(named.name, place, field.selections)

    def _abstract(self, type_name: str, place: ResponsePosition, asked: Selections) -> Projection:
        """By the type that each object tells; a graph that has the interface as an object tells none."""
        public = self._supergraph.public
        possible = {each.name for each in public.get_possible_types(public.type_map[type_name])}  # type: ignore[arg-type]
        shapes: dict[str, Projection] = {}

        def shape(found: Any) -> Any:
            told = found.get(TYPENAME, type_name) if isinstance(found, dict) else None
            known = shapes.get(told) if isinstance(told, str) else None
            if known is None:
                if told not in possible and told != type_name:
                    raise Violation
                known = shapes[told] = self.object(told, place, asked)
            return known(found)

        return shape


def _object(
    caught: Callable[[], None],
    template: Object,
    names: tuple[str, ...],
    kept: tuple[str, ...],
    required: tuple[bool, ...],
    inner: tuple[tuple[str, Projection], ...],
) -> Projection:
    """`template` has every key in order; `names` are those with a value, `kept` where the value is."""
    plain = len(names) == len(template)
    inner_by_name = dict(inner)
    fields = tuple(
        (name, key, is_required, inner_by_name.get(name))
        for name, key, is_required in zip(names, kept, required, strict=True)
    )
    get: Callable[[Any], tuple[Any, ...]] = (
        itemgetter(*kept) if len(kept) > 1 else lambda found: (found[kept[0]],)
    )
    nullable = {name for name, is_required in zip(names, required, strict=True) if not is_required}

    def carefully(found: Any) -> Object:
        if type(found) is not dict:
            raise Violation
        shaped = template.copy()
        for name, key, is_required, shape in fields:
            value = found.get(key)
            if value is not None and shape is not None:
                try:
                    value = shape(value)
                except Violation:
                    caught()
                    value = None
            if value is None and is_required:
                raise Violation
            shaped[name] = value
        return shaped

    def quickly(found: Any) -> Object:
        try:
            values = get(found)
        except (KeyError, TypeError):
            return carefully(found)
        if None in values:
            return carefully(found)
        if plain:
            shaped = dict(zip(names, values, strict=True))
        else:
            shaped = template.copy()
            shaped.update(zip(names, values, strict=True))
        for name, shape in inner:
            try:
                shaped[name] = shape(shaped[name])
            except Violation:
                if name not in nullable:
                    raise
                caught()
                shaped[name] = None
        return shaped

    return quickly if kept else carefully


def _list(caught: Callable[[], None], shape: Projection | None, *, required: bool) -> Projection:
    def shaped(values: Any) -> Any:
        if type(values) is not list:
            raise Violation
        if shape is None:
            if required and None in values:
                raise Violation
            return values
        if required:
            if None in values:
                raise Violation
            return [shape(value) for value in values]
        return [_or_null(caught, shape, value) for value in values]

    return shaped


def _or_null(caught: Callable[[], None], shape: Projection, value: Any) -> Any:
    if value is None:
        return None
    try:
        return shape(value)
    except Violation:
        caught()
        return None


def _enum(visible: frozenset[str]) -> Projection:
    def shaped(value: Any) -> Any:
        if value not in visible:
            raise Violation
        return value

    return shaped
