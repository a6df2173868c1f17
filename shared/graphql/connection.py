"""Connections: lists in the graph by keyset pagination, with a cursor for each item."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

import strawberry
from graphql import FieldNode

from shared.auth import Authenticated
from shared.graphql.data_loader import Info
from shared.graphql.field_permissions import field, requires
from shared.graphql.library_internals import field_nodes
from shared.refusal import Refusal
from shared.web.pagination import LARGEST_PAGE, PAGE_SIZE, encode_cursor

T = TypeVar("T")
R = TypeVar("R")

DEFAULT_PAGE = PAGE_SIZE
Count = Callable[[], Awaitable[int]]


class PageTooLarge(Refusal):
    code = "page-too-large"
    status = 422
    title = "A page holds from 1 to 500 items."


@requires(Authenticated)
@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@requires(Authenticated)
@strawberry.type
class Edge(Generic[T]):
    """An item with its cursor: a page can begin after any of them."""

    cursor: str
    node: T


@requires(Authenticated)
@strawberry.type
class Connection(Generic[T]):
    """One page of a list."""

    count: strawberry.Private[Count]
    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo

    @field(Authenticated)
    async def total_count(self) -> int | None:
        """How many items the list has on all its pages, counted when it is asked for."""
        return await self.count()


def selected_node_fields(info: Info) -> frozenset[str]:
    """Name the fields that are selected of the items of a page: what they need can be fetched for all at
    once. Named fragments are not read: what is not fetched ahead is fetched when it is wanted."""
    nodes = [*_below(info, "nodes"), *_below(info, "edges", "node")]
    return frozenset(each.name.value for each in nodes)


def _below(info: Info, *path: str) -> list[FieldNode]:
    """The fields asked below those on a path."""
    found: list[FieldNode] = list(field_nodes(info))
    for step in (*path, None):
        sets = [each.selection_set for each in found if each.selection_set]
        inner = [each for asked in sets for each in asked.selections if isinstance(each, FieldNode)]
        found = [each for each in inner if step in (None, each.name.value)]
    return found


def fetch_limit(first: int) -> int:
    """Fetch one row more than a page holds: it tells whether there is another page.

    Raises PageTooLarge."""
    if not 1 <= first <= LARGEST_PAGE:
        raise PageTooLarge
    return first + 1


def connection(
    found: Sequence[R],
    first: int,
    after: str | None,
    count: Count,
    *,
    node: Callable[[R], T],
    key: Callable[[R], UUID | tuple[UUID, ...]],
) -> Connection[T]:
    """Make a page of at most `first` items out of what was fetched after a cursor. `count` counts all that
    are in the list."""
    shown = found[:first]
    nodes = [node(each) for each in shown]
    edges = [
        Edge(cursor=encode_cursor(key(each)), node=made) for each, made in zip(shown, nodes, strict=True)
    ]
    place = PageInfo(
        has_next_page=len(found) > first,
        has_previous_page=bool(after),  # a cursor is that of an item
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(count=count, edges=edges, nodes=nodes, page_info=place)
