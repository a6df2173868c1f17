"""What is done to answer an operation: requests to graphs, what each waits for, and how the answers become
one. Made once, then used by any number of callers at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

import orjson

from gateway.federation.execution import representations
from gateway.federation.execution.representations import Represent
from gateway.federation.planner.fetch_graph import FetchStep, Path, ResponsePosition, TypeBranch
from gateway.federation.planner.query_printer import Document
from gateway.federation.supergraph.supergraph import Graph, Supergraph


@dataclass(frozen=True, slots=True)
class Fetch:
    """One thing asked in a request."""

    place: ResponsePosition
    keys: tuple[str, ...]
    """Under which it writes."""
    overlaps: bool
    """Others write below the same keys too, so that it has to be merged deeply."""


@dataclass(frozen=True, slots=True)
class Following(Fetch):
    """More about objects that are there already."""

    path: Path
    """Where they are."""
    represent: Represent
    alias: str
    """Under which their fields come back."""
    variable: str
    """In which the graph is told of them."""


@dataclass(frozen=True, slots=True)
class Request:
    graph: Graph
    text: str
    head: bytes
    """The body up to its variables."""
    variables: tuple[str, ...]
    """The caller's variables that it hands on."""
    root: Fetch | None
    """What is asked of the root,"""
    following: tuple[Following, ...]
    """or of objects."""
    is_repeatable: bool
    needs: tuple[int, ...]
    """Positions in its stage of the requests that it waits for."""


ENTITIES: Final = "_entities"

Stage = tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    stages: tuple[Stage, ...]
    """Done one after the other; more than one only for mutations."""
    place: ResponsePosition
    is_verbatim: bool = False
    """What the one service answers can be handed on as it is."""

    def explain(self) -> Iterator[str]:
        """The plan for people to read."""
        for number, stage in enumerate(self.stages):
            for position, request in enumerate(stage):
                after = f" after {', '.join(map(str, request.needs))}" if request.needs else ""
                at = ", ".join(_written(each.path) for each in request.following)
                stage_name = f"stage {number}, " if len(self.stages) > 1 else ""
                yield f"{stage_name}{position}: {request.graph.name}{after}{f' at {at}' if at else ''}"
                yield f"    {request.text}"


def _written(path: Path) -> str:
    return ".".join(step.key + (f"[{step.only}]" if step.only else "") for step in path)


def build(
    supergraph: Supergraph,
    stages: Iterable[list[FetchStep]],
    place: ResponsePosition,
    variables: Mapping[str, str],
    *,
    is_verbatim: bool = False,
) -> Plan:
    """`variables`: name of a caller's variable → its definition as written."""
    made = tuple(_Stage(supergraph, drafts, variables).requests() for drafts in stages)
    return Plan(made, place, is_verbatim)


class _Stage:
    def __init__(self, supergraph: Supergraph, drafts: list[FetchStep], variables: Mapping[str, str]) -> None:
        self._supergraph, self._variables = supergraph, variables
        self._drafts = [draft for draft in drafts if _asks(draft)]
        self._waves: dict[FetchStep, int] = {}
        self._names = (name for number in count() if (name := f"r{number}") not in variables)

    def requests(self) -> Stage:
        """Fetches of one graph that could begin at the same time go in one request."""
        together: dict[tuple[int, str, str], list[FetchStep]] = {}
        for draft in self._drafts:
            together.setdefault((self._wave(draft), draft.graph, draft.kind), []).append(draft)
        groups = [together[key] for key in sorted(together, key=lambda key: key[0])]
        at = {draft: position for position, group in enumerate(groups) for draft in group}
        return tuple(
            self._request(group, {at[need] for draft in group for need in draft.needs if need in at})
            for group in groups
        )

    def _wave(self, draft: FetchStep) -> int:
        if draft not in self._waves:
            self._waves[draft] = 1 + max((self._wave(need) for need in draft.needs), default=-1)
        return self._waves[draft]

    def _request(self, group: list[FetchStep], needs: Collection[int]) -> Request:
        first, document = group[0], Document(self._supergraph, group[0].graph)
        following = () if first.slot.is_root else tuple(self._followings(group))
        if following:
            asked = " ".join(
                f"{'' if each.alias == ENTITIES else each.alias + ':'}{ENTITIES}"
                f"(representations:${each.variable}){{...on {step.subgraph_type}{document.write(step.top)}}}"
                for each, step in zip(following, group, strict=True)
            )
            kind, body = "query", f"{{{asked}}}"
        else:
            kind, body = first.kind, document.write(first.top)
        used = sorted(document.variables)
        definitions = [f"${each.variable}:[_Any!]!" for each in following]
        definitions += [self._variables[name] for name in used]
        text = f"{kind}({','.join(definitions)}){body}" if definitions else kind + body
        return Request(
            graph=self._supergraph.graphs[first.graph],
            text=text,
            head=b'{"query":' + orjson.dumps(text),
            variables=tuple(used),
            root=None if following else Fetch(*_writes(first)),
            following=following,
            is_repeatable=kind == "query",
            needs=tuple(sorted(needs)),
        )

    def _followings(self, group: list[FetchStep]) -> Iterator[Following]:
        for number, draft in enumerate(group):
            slot = draft.slot
            yield Following(
                *_writes(draft),
                path=slot.path,
                represent=representations.of(
                    self._supergraph, slot.type_name, draft.subgraph_type, slot.place, draft.key, draft.inputs
                ),
                alias=f"e{number}" if len(group) > 1 else ENTITIES,
                variable=next(self._names),
            )


def _writes(draft: FetchStep) -> tuple[ResponsePosition, tuple[str, ...], bool]:
    """Where a fetch writes, under which keys, and whether it meets others below them."""
    top, place = draft.top, draft.slot.place
    branches = [top] if isinstance(top, TypeBranch) else [slot.origin for slot in top.slots.values()]
    keys = tuple(dict.fromkeys(key for branch in branches for key in branch.fields))
    meets = any(
        placed.tree is not None and len(place.writers[key]) > 1
        for branch in branches
        for key, placed in branch.fields.items()
    )
    return place, keys, meets


def _asks(draft: FetchStep) -> bool:
    return not isinstance(draft.top, TypeBranch) or bool(draft.top.fields)
