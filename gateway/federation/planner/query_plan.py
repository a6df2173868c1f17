"""Builds the query plan: the requests to subgraphs, what each waits for, and where its response is merged.

A plan is built once, and then only read, by any number of executions at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

import orjson

from gateway.federation.planner import representations
from gateway.federation.planner.fetch_graph import FetchStep, Path, ResponsePosition, TypeBranch
from gateway.federation.planner.query_printer import QueryPrinter
from gateway.federation.planner.representations import RepresentationBuilder
from gateway.federation.supergraph.supergraph import Graph, Supergraph


@dataclass(frozen=True, slots=True)
class FetchNode:
    """One selection that a request fetches."""

    position: ResponsePosition
    keys: tuple[str, ...]
    """The keys that it fills."""
    overlaps: bool
    """Whether other fetches fill objects below the same keys, so that it has to be merged deeply."""


@dataclass(frozen=True, slots=True)
class EntityFetchNode(FetchNode):
    """More fields of objects that other fetches have found."""

    path: Path
    """Where the objects are."""
    representation: RepresentationBuilder
    alias: str
    """The response key of the entities."""
    variable: str
    """The variable of the representations."""


@dataclass(frozen=True, slots=True)
class SubgraphRequest:
    """One request to one subgraph: a fetch at the root, or entity fetches."""

    graph: Graph
    text: str
    head: bytes
    """The body up to its variables."""
    variables: tuple[str, ...]
    """The caller's variables that it hands on."""
    root: FetchNode | None
    """The fetch at the root,"""
    entities: tuple[EntityFetchNode, ...]
    """or entity fetches."""
    is_repeatable: bool
    needs: tuple[int, ...]
    """The requests that it waits for, by their number in the stage."""


ENTITIES: Final = "_entities"

Stage = tuple[SubgraphRequest, ...]


@dataclass(frozen=True, slots=True)
class QueryPlan:
    stages: tuple[Stage, ...]
    """Executed in sequence; there is more than one for mutations only."""
    position: ResponsePosition
    passes_through: bool = False
    """Whether the response of the only subgraph is the caller's response as it is."""

    def explain(self) -> Iterator[str]:
        """The plan as lines for people to read."""
        for stage_number, stage in enumerate(self.stages):
            for number, request in enumerate(stage):
                after = f" after {', '.join(map(str, request.needs))}" if request.needs else ""
                paths = ", ".join(_printed(each.path) for each in request.entities)
                stage_name = f"stage {stage_number}, " if len(self.stages) > 1 else ""
                yield f"{stage_name}{number}: {request.graph.name}{after}{f' at {paths}' if paths else ''}"
                yield f"    {request.text}"


def _printed(path: Path) -> str:
    return ".".join(step.key + (f"[{step.only}]" if step.only else "") for step in path)


def build(
    supergraph: Supergraph,
    stages: Iterable[list[FetchStep]],
    position: ResponsePosition,
    variables: Mapping[str, str],
    *,
    passes_through: bool = False,
) -> QueryPlan:
    """Build a plan out of fetch steps. `variables`: name of a caller's variable → its definition as
    written."""
    built = tuple(_StageBuilder(supergraph, steps, variables).requests() for steps in stages)
    return QueryPlan(built, position, passes_through)


class _StageBuilder:
    def __init__(self, supergraph: Supergraph, steps: list[FetchStep], variables: Mapping[str, str]) -> None:
        self._supergraph, self._variables = supergraph, variables
        self._steps = [step for step in steps if _selects(step)]
        self._depths: dict[FetchStep, int] = {}
        self._names = (name for number in count() if (name := f"r{number}") not in variables)

    def requests(self) -> Stage:
        """Group steps into requests: steps of one subgraph that can begin at the same time share one."""
        together: dict[tuple[int, str, str], list[FetchStep]] = {}
        for step in self._steps:
            together.setdefault((self._depth(step), step.graph, step.kind), []).append(step)
        groups = [together[key] for key in sorted(together, key=lambda key: key[0])]
        numbers = {step: number for number, group in enumerate(groups) for step in group}
        return tuple(
            self._request(group, {numbers[need] for step in group for need in step.needs if need in numbers})
            for group in groups
        )

    def _depth(self, step: FetchStep) -> int:
        if step not in self._depths:
            self._depths[step] = 1 + max((self._depth(need) for need in step.needs), default=-1)
        return self._depths[step]

    def _request(self, group: list[FetchStep], needs: Collection[int]) -> SubgraphRequest:
        first, printer = group[0], QueryPrinter(self._supergraph, group[0].graph)
        entities = () if first.objects.is_root else tuple(self._entity_nodes(group))
        if entities:
            body = " ".join(
                f"{'' if each.alias == ENTITIES else each.alias + ':'}{ENTITIES}"
                f"(representations:${each.variable}){{...on {step.subgraph_type}{printer.write(step.top)}}}"
                for each, step in zip(entities, group, strict=True)
            )
            kind, body = "query", f"{{{body}}}"
        else:
            kind, body = first.kind, printer.write(first.top)
        used = sorted(printer.variables)
        definitions = [f"${each.variable}:[_Any!]!" for each in entities]
        definitions += [self._variables[name] for name in used]
        text = f"{kind}({','.join(definitions)}){body}" if definitions else kind + body
        return SubgraphRequest(
            graph=self._supergraph.graphs[first.graph],
            text=text,
            head=b'{"query":' + orjson.dumps(text),
            variables=tuple(used),
            root=None if entities else FetchNode(*_filled(first)),
            entities=entities,
            is_repeatable=kind == "query",
            needs=tuple(sorted(needs)),
        )

    def _entity_nodes(self, group: list[FetchStep]) -> Iterator[EntityFetchNode]:
        for number, step in enumerate(group):
            objects = step.objects
            yield EntityFetchNode(
                *_filled(step),
                path=objects.path,
                representation=representations.of(
                    self._supergraph,
                    objects.type_name,
                    step.subgraph_type,
                    objects.position,
                    step.key,
                    step.inputs,
                ),
                alias=f"e{number}" if len(group) > 1 else ENTITIES,
                variable=next(self._names),
            )


def _filled(step: FetchStep) -> tuple[ResponsePosition, tuple[str, ...], bool]:
    """The position and the keys that a step fills, and whether other steps fill objects below them."""
    top, position = step.top, step.objects.position
    branches = (
        [top] if isinstance(top, TypeBranch) else [objects.origin for objects in top.objects_by_type.values()]
    )
    keys = tuple(dict.fromkeys(key for branch in branches for key in branch.fields))
    overlaps = any(
        selected.tree is not None and len(position.writers[key]) > 1
        for branch in branches
        for key, selected in branch.fields.items()
    )
    return position, keys, overlaps


def _selects(step: FetchStep) -> bool:
    return not isinstance(step.top, TypeBranch) or bool(step.top.fields)
