"""Projects merged data into the caller's response: the order and the names of the operation, and null where
the types demand it. A projection is compiled once for a plan."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
)

from gateway.federation.planner.fetch_graph import ResponsePosition
from gateway.federation.selections import TYPENAME, Field, Selections, collect
from gateway.federation.supergraph.supergraph import Supergraph

Object = dict[str, Any]
Projection = Callable[[Any], Any]
"""Projects a value that is not null. Raises Violation."""


class Violation(Exception):
    """A value is null that may not be, or not of its type: the object around it becomes null."""


class Projector:
    """Compiles the projections of one plan. `violated`: whether a value had to become null since this was
    last set to False."""

    def __init__(self, supergraph: Supergraph) -> None:
        self.violated = False
        self._supergraph = supergraph

    def _mark_violated(self) -> None:
        self.violated = True

    def object(self, type_name: str, position: ResponsePosition, selections: Selections) -> Projection:
        """Compile the projection of an object."""
        supergraph = self._supergraph
        fields = [
            field
            for field in collect(type_name, selections, supergraph.nests_in).values()
            if field.name == TYPENAME or not field.name.startswith("__")
        ]
        is_object = not supergraph.is_abstract(type_name)
        template: Object = {}
        keys: list[str] = []
        required: list[bool] = []
        inner: list[tuple[str, Projection]] = []
        for field in fields:
            template[field.key] = type_name if field.name == TYPENAME and is_object else None
            if field.name == TYPENAME:
                if not is_object:
                    raise Violation  # no subgraph could say which object it is
                continue
            key = position.key_of(type_name, field.key)
            type_ = supergraph.returned(type_name, field.name)
            keys.append(key or field.key)
            required.append(is_non_null_type(type_))
            project = self._value(type_, position.child(keys[-1]), field) if key else None
            if project is not None:
                inner.append((field.key, project))
        names = tuple(field.key for field in fields if field.name != TYPENAME)
        return _object(self._mark_violated, template, names, tuple(keys), tuple(required), tuple(inner))

    def _value(self, type_: GraphQLOutputType, position: ResponsePosition, field: Field) -> Projection | None:
        """Compile the projection of a value that is not null; None where the value stays as it is."""
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type, position, field)
        if isinstance(type_, GraphQLList):
            return _list(
                self._mark_violated,
                self._value(type_.of_type, position, field),
                required=is_non_null_type(type_.of_type),
            )
        named = get_named_type(type_)
        if is_leaf_type(named):
            visible = self._supergraph.visible.get(named.name)
            return _enum(visible) if visible is not None else None
        if is_abstract_type(named):
            return self._abstract(named.name, position, field.selections)
        return self.object(named.name, position, field.selections)

    def _abstract(self, type_name: str, position: ResponsePosition, selections: Selections) -> Projection:
        """Project by the `__typename` of each object. A subgraph that has the interface as an interface
        object sends none."""
        public = self._supergraph.public
        possible = {each.name for each in public.get_possible_types(public.type_map[type_name])}  # type: ignore[arg-type]
        projections: dict[str, Projection] = {}

        def project(value: Any) -> Any:
            typename = value.get(TYPENAME, type_name) if isinstance(value, dict) else None
            cached = projections.get(typename) if isinstance(typename, str) else None
            if cached is None:
                if typename not in possible and typename != type_name:
                    raise Violation
                cached = projections[typename] = self.object(typename, position, selections)
            return cached(value)

        return project


def _object(
    mark_violated: Callable[[], None],
    template: Object,
    names: tuple[str, ...],
    keys: tuple[str, ...],
    required: tuple[bool, ...],
    inner: tuple[tuple[str, Projection], ...],
) -> Projection:
    """`template` has every response key in order; `names` are those with a value, `keys` where the value
    is."""
    plain = len(names) == len(template)
    inner_by_name = dict(inner)
    fields = tuple(
        (name, key, is_required, inner_by_name.get(name))
        for name, key, is_required in zip(names, keys, required, strict=True)
    )
    get: Callable[[Any], tuple[Any, ...]] = (
        itemgetter(*keys) if len(keys) > 1 else lambda value: (value[keys[0]],)
    )
    nullable = {name for name, is_required in zip(names, required, strict=True) if not is_required}

    def carefully(merged: Any) -> Object:
        if type(merged) is not dict:
            raise Violation
        projected = template.copy()
        for name, key, is_required, project in fields:
            value = merged.get(key)
            if value is not None and project is not None:
                try:
                    value = project(value)
                except Violation:
                    mark_violated()
                    value = None
            if value is None and is_required:
                raise Violation
            projected[name] = value
        return projected

    def quickly(merged: Any) -> Object:
        try:
            values = get(merged)
        except (KeyError, TypeError):
            return carefully(merged)
        if None in values:
            return carefully(merged)
        if plain:
            projected = dict(zip(names, values, strict=True))
        else:
            projected = template.copy()
            projected.update(zip(names, values, strict=True))
        for name, project in inner:
            try:
                projected[name] = project(projected[name])
            except Violation:
                if name not in nullable:
                    raise
                mark_violated()
                projected[name] = None
        return projected

    return quickly if keys else carefully


def _list(mark_violated: Callable[[], None], project: Projection | None, *, required: bool) -> Projection:
    def projected(values: Any) -> Any:
        if type(values) is not list:
            raise Violation
        if project is None:
            if required and None in values:
                raise Violation
            return values
        if required:
            if None in values:
                raise Violation
            return [project(value) for value in values]
        return [_or_null(mark_violated, project, value) for value in values]

    return projected


def _or_null(mark_violated: Callable[[], None], project: Projection, value: Any) -> Any:
    if value is None:
        return None
    try:
        return project(value)
    except Violation:
        mark_violated()
        return None


def _enum(visible: frozenset[str]) -> Projection:
    def projected(value: Any) -> Any:
        if value not in visible:
            raise Violation
        return value

    return projected
