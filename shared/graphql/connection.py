"""Lists in the graph, page by page: a cursor is opaque and good for the list that gave it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

import strawberry
from graphql import FieldNode

from shared.auth import Authenticated
from shared.graphql.data_loader import Info
from shared.graphql.field_permissions import requires
from shared.refusal import Refusal
from shared.web.pagination import LARGEST_PAGE, PAGE_SIZE, encode_cursor

T = TypeVar("T")
R = TypeVar("R")

DEFAULT_PAGE = PAGE_SIZE


class PageTooLarge(Refusal):
    code = "page-too-large"
    status = 422
    title = "A page holds from 1 to 500 items."


@requires(Authenticated)
@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
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

    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo


def selected_node_fields(info: Info) -> frozenset[str]:
    """The fields that are asked of the items of a page: what they need can be fetched for all at once. Those
    in named fragments are not looked for: what is not fetched ahead is fetched when it is wanted."""
    nodes = [*_below(info, "nodes"), *_below(info, "edges", "node")]
    return frozenset(each.name.value for each in nodes)


def _below(info: Info, *path: str) -> list[FieldNode]:
    """The fields asked below those on a path."""
    found: list[FieldNode] = list(info._raw_info.field_nodes)
    for step in (*path, None):
        sets = [each.selection_set for each in found if each.selection_set]
        inner = [each for asked in sets for each in asked.selections if isinstance(each, FieldNode)]
        found = [each for each in inner if step in (None, each.name.value)]
    return found


def fetch_limit(first: int) -> int:
    """How many to fetch for a page of `first`: one more tells whether there is another page.

    Raises PageTooLarge."""
    if not 1 <= first <= LARGEST_PAGE:
        raise PageTooLarge
    return first + 1


def connection(
    found: Sequence[R], first: int, *, node: Callable[[R], T], key: Callable[[R], UUID]
) -> Connection[T]:
    """A page of at most `first` out of what was fetched."""
    shown = found[:first]
    nodes = [node(each) for each in shown]
    edges = [
        Edge(cursor=encode_cursor(key(each)), node=made) for each, made in zip(shown, nodes, strict=True)
    ]
    last = edges[-1].cursor if edges else None
    return Connection(
        edges=edges, nodes=nodes, page_info=PageInfo(has_next_page=len(found) > first, end_cursor=last)
    )
