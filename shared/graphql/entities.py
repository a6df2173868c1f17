"""Resolves `_entities`: references of other services are answered as sets, one look-up for all of a kind, and
each entity declares who may see it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self, TypeVar
from uuid import UUID

from graphql import FieldNode, GraphQLResolveInfo, GraphQLSchema, GraphQLUnionType, InlineFragmentNode
from strawberry.federation.schema_directives import Key as Federated
from strawberry.federation.types import FieldSet

from shared.audit.readings import AccessPoint
from shared.auth.permission import Permitted
from shared.graphql.data_loader import Context
from shared.graphql.field_permissions import declared, of_type
from shared.refusal import NotFound, Refusal

Key = Mapping[str, Any]
"""A representation: the key's fields, and whatever else the gateway sends along."""

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class References:
    """References to entities of one kind, and the fields that are asked of them and that the caller may see:
    what those need can be fetched for all of them at once."""

    context: Context
    keys: Sequence[Key]
    kind: str = ""
    permissions: Mapping[str, Permitted | None] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The names of those fields."""
        return frozenset(self.permissions)

    async def prime(
        self,
        field: str,
        question: Callable[..., Awaitable[Mapping[UUID, Any]]],
        *about: Any,
    ) -> None:
        """Look up for all of them what `field` needs, where it is asked."""
        if field in self.fields:
            self.context.enter(AccessPoint(f"{self.kind}.{field}", self.permissions[field]))
            await self.context.prime(question, self.ids, *about)

    @property
    def ids(self) -> list[UUID]:
        """The ids that the references name, in their order."""
        return [uuid_of(key.get("id")) for key in self.keys]


class Entity(Protocol):
    """A type that other services refer to."""

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        """The entities, or why not, in the order of the keys."""


EXTERNAL_KEY: Final = Federated(fields=FieldSet("id"), resolvable=False)
"""The key of an entity that we name, and another service knows."""

INVALID_ID: Final = UUID(int=0)


def uuid_of(text: object) -> UUID:
    """Read an id as callers write it; what is none becomes INVALID_ID, and is answered as one that is not
    there."""
    try:
        return UUID(str(text))
    except ValueError:
        return INVALID_ID


def align(asked: References, found: Mapping[UUID, E]) -> list[E | Refusal]:
    """Put what was found into the order of the references, with NotFound for what was not."""
    return [found.get(id) or NotFound() for id in asked.ids]


def install(schema: GraphQLSchema) -> None:
    """Resolve the schema's `_entities` by the entity types' `of_references`.

    Raises PermissionMissing for an entity that does not say who may see it."""
    union = schema.type_map.get("_Entity")
    if not isinstance(union, GraphQLUnionType):
        return
    shown = {(each.type, each.field): each.permission for each, _ in declared(schema)}
    kinds: dict[str, tuple[type[Entity], Permitted | None]] = {}
    for kind in union.types:
        origin: type[Entity] = kind.extensions["strawberry-definition"].origin
        permission = of_type(origin)
        if hasattr(origin, "of_references"):  # the others are known elsewhere
            kinds[kind.name] = origin, permission
    names = {origin: name for name, (origin, _) in kinds.items()}
    union.resolve_type = lambda value, _info, _union: names[type(value)]

    async def resolve(
        _root: Any, info: GraphQLResolveInfo[Any], representations: list[dict[str, Any]]
    ) -> list[Any]:
        context: Context = info.context
        asked: dict[str, list[int]] = {}
        for place, each in enumerate(representations):
            asked.setdefault(str(each.get("__typename")), []).append(place)
        answers: list[Any] = [None] * len(representations)
        for name, places in asked.items():
            fields = {
                each: shown[name, each]
                for each in _fields(info.field_nodes, name)
                if (name, each) in shown and _may(context, shown[name, each])
            }
            references = References(context, [representations[place] for place in places], name, fields)
            found = await _of_kind(kinds.get(name), references)
            for place, each in zip(places, found, strict=True):
                answers[place] = each
        return answers

    assert schema.query_type is not None  # noqa: S101  (every subgraph has one)
    schema.query_type.fields["_entities"].resolve = resolve


async def _of_kind(kind: tuple[type[Entity], Permitted | None] | None, asked: References) -> Sequence[Any]:
    """Resolve references of one kind; an unknown kind is not found, and does not take the others with it."""
    if kind is None:
        return [NotFound()] * len(asked.keys)
    entity, permission = kind
    try:
        if permission is not None:
            permission.check(asked.context.caller)
        asked.context.enter(AccessPoint(asked.kind, permission))
        return await entity.of_references(asked)
    except Refusal as refusal:
        return [refusal] * len(asked.keys)


def _may(context: Context, permission: Permitted | None) -> bool:
    return permission is None or permission.allows(context.caller)


def _fields(nodes: Sequence[FieldNode], name: str) -> set[str]:
    """Name the fields that are selected of one kind. Named fragments are not read: what is not fetched ahead
    is fetched when it is wanted."""
    return {
        each.name.value
        for node in nodes
        for on in (node.selection_set.selections if node.selection_set else ())
        if isinstance(on, InlineFragmentNode) and on.type_condition and on.type_condition.name.value == name
        for each in on.selection_set.selections
        if isinstance(each, FieldNode)
    }
