"""Field permissions: declared with the parameter types of routes, on a type for all its fields or on one
field. A graph with a field that declares none does not start (security requirement 4).

    @requires(MayReadReferrals)
    @strawberry.federation.type(keys=["id"])
    class Referral:
        id: strawberry.ID

        @field(MayReadPersons)
        async def person(self, info: Info) -> Person: ...
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, Final, TypeVar, cast, get_args

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from shared.audit.readings import AccessPoint
from shared.auth.permission import Permitted
from shared.graphql.eager_coroutines import begin
from shared.graphql.library_internals import resolver_info

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

_ON_TYPE: Final = "__requires__"
_ON_FIELD: Final = "requires"
_FEDERATION: Final = {("Query", "_entities"), ("Query", "_service"), ("_Service", "sdl")}
"""What every subgraph has: open to whoever has a good token. An entity declares for itself who may see it."""


class PermissionMissing(TypeError):
    """A field declares no permission."""


@dataclass(frozen=True, slots=True)
class FieldPermission:
    """A field, and who may see it: None is anybody with a good token."""

    type: str
    field: str
    permission: Permitted | None

    def __str__(self) -> str:
        return f"{self.type}.{self.field}"


def requires(may: Any) -> Callable[[type[T]], type[T]]:
    """Declare the permission of a type's fields that declare none themselves. `may` is a permission as routes
    use it. The type's docstring becomes its description."""

    def declare(cls: type[T]) -> type[T]:
        setattr(cls, _ON_TYPE, may)
        definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
        said = cls.__doc__ or ""
        if not said.startswith(f"{cls.__name__}("):  # what dataclasses write where nothing was said
            definition.description = " ".join(said.split()) or None
        return cls

    return declare


def field(may: Any) -> Callable[[F], F]:
    """Declare a resolver with its permission; its docstring becomes the description."""

    def declare(resolver: F) -> F:
        said = " ".join((resolver.__doc__ or "").split()) or None
        made: Any = strawberry.field(resolver=resolver, description=said, metadata={_ON_FIELD: may})
        return cast(F, made)

    return declare


def permission(may: Any) -> Permitted | None:
    """Return the permission in a parameter type; None where any good token will do."""
    for each in get_args(may)[1:]:
        called = getattr(each, "dependency", None)
        if isinstance(called, Permitted):
            return called
    return None


def declared(schema: GraphQLSchema) -> Iterator[tuple[FieldPermission, GraphQLField]]:
    """List every field of the graph with its permission. Raises PermissionMissing."""
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, field in kind.fields.items():
            yield FieldPermission(kind.name, name, _permission(kind, name, field)), field


def of_type(origin: type) -> Permitted | None:
    """Return the permission that an entity asks for at all. Raises PermissionMissing."""
    if not hasattr(origin, _ON_TYPE):
        raise PermissionMissing(f"{origin.__name__} does not say who may see it: put @requires on it")
    return permission(getattr(origin, _ON_TYPE))


def enforce(schema: GraphQLSchema) -> None:
    """Check the permission of each field before it is resolved. Raises PermissionMissing."""
    for shown, field in declared(schema):
        field.resolve = _guarded(field, AccessPoint(f"{shown.type}.{shown.field}", shown.permission))


def _permission(kind: GraphQLObjectType, name: str, field: GraphQLField) -> Permitted | None:
    if (kind.name, name) in _FEDERATION:
        return None
    definition: StrawberryField = field.extensions["strawberry-definition"]
    if _ON_FIELD in definition.metadata:
        return permission(definition.metadata[_ON_FIELD])
    origin: type = kind.extensions["strawberry-definition"].origin
    if not hasattr(origin, _ON_TYPE):
        raise PermissionMissing(
            f"{kind.name}.{name} does not say who may see it: put @requires on it or its type"
        )
    return permission(getattr(origin, _ON_TYPE))


def _guarded(field: GraphQLField, point: AccessPoint) -> Callable[..., Any]:
    """The field's own resolver behind its permission."""
    resolve, permission = _resolver(field, point), point.permission
    if permission is None:
        return resolve

    def guarded(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        permission.check(info.context.caller)
        return resolve(source, info, **arguments)

    return guarded


def _resolver(field: GraphQLField, point: AccessPoint) -> Callable[..., Any]:
    """Choose how the field is resolved. An attribute is read as one, and a method is called as one:
    Strawberry's way to either costs as much again as the rest of the field. Whatever looks something up does
    so at `point`."""
    definition: StrawberryField | None = field.extensions.get("strawberry-definition")
    library_resolve = field.resolve
    assert library_resolve is not None  # noqa: S101  (Strawberry gives every field one)
    if definition is None:
        return library_resolve
    if definition.is_basic_field:
        read = attrgetter(definition.python_name)
        return lambda source, _info: read(source)
    method = definition.base_resolver
    if method is None or _ON_FIELD not in definition.metadata or not all(map(_is_plain, field.args.values())):

        def resolve_by_library(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
            info.context.enter(point)
            return library_resolve(source, info, **given)

        return resolve_by_library
    names = {_graph_name(each): each.python_name for each in method.arguments}
    call, is_told, is_async = (
        cast(Callable[..., Any], method.wrapped_func),
        method.info_parameter,
        method.is_async,
    )

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        arguments = {names[name]: value for name, value in given.items()} if given else given
        told = (resolver_info(info, definition),) if is_told else ()
        enter = partial(info.context.enter, point)
        enter()
        found = call(source, *told, **arguments)
        return begin(found, enter) if is_async else found

    return resolve


def _is_plain(argument: GraphQLArgument) -> bool:
    """Tell whether an argument is handed on as it is read: all but objects and lists of them are."""
    return is_leaf_type(get_nullable_type(argument.type))


def _graph_name(argument: StrawberryArgument) -> str:
    """Return the name of an argument in the graph."""
    return argument.graphql_name or to_camel_case(argument.python_name)
