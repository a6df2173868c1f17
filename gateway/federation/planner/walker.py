"""How one plan comes about: what a graph can answer where we are is asked there; the rest is followed into
other graphs over keys, or asked again from the object above."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gateway.federation.operation.selections import TYPENAME, Field, Fragment, Selections, agree, collect
from gateway.federation.planner.entity_paths import Entry
from gateway.federation.planner.entry_choice import Choice, Found, Option
from gateway.federation.planner.fetch_graph import (
    FetchStep,
    FieldSelection,
    ObjectSelection,
    Path,
    ResponsePosition,
    SelectionTree,
    Step,
    TypeBranch,
)
from gateway.federation.supergraph.supergraph import NONE, Supergraph

MOST_FIELDS: Final = 20_000
"""How many fields a plan may weigh: fragments within types within fragments multiply."""

Used = set[FetchStep]
"""The fetches that something comes from."""
Tried = defaultdict[str, set[str]]
"""Response key → graphs that answered what they could of it."""


class TooManyFields(Exception):
    """The operation unfolds to more than can be planned."""


class Walker:
    """`drafts` is what came about so far."""

    def __init__(self, supergraph: Supergraph, choice: Choice, kind: str) -> None:
        self.drafts: list[FetchStep] = []
        self._supergraph, self._choice, self._kind = supergraph, choice, kind
        self._busy: set[object] = set()
        self._weighed = 0

    def resolve(
        self, slot: ObjectSelection, wants: Iterable[Field], only: frozenset[str] | None = None
    ) -> tuple[Selections, Used]:
        """Have fields of an object fetched, entering `only` these graphs for it: what nobody could answer,
        and the fetches that answer the rest."""
        used: Used = set()
        tried: Tried = defaultdict(set)
        left = list(wants)
        for branch in tuple(slot.branches):
            left = self._take(slot, branch, left, used, tried)
        while left and (options := self._choice.options(slot, left, tried, only)):
            left = self._enter(slot, self._choice.best(options), left, used, tried)
        rest = tuple(left)
        return self._unmask(slot, rest, used, only) if rest else rest, used

    def _take(
        self, slot: ObjectSelection, branch: TypeBranch, wants: list[Field], used: Used, tried: Tried
    ) -> list[Field]:
        """Ask a fetch that is there already; what it cannot answer."""
        left = []
        for want in wants:
            source = self._supergraph.source(branch.graph, branch.subgraph_type, want.name, branch.provided)
            if source is None or source[0].requires:
                left.append(want)
            else:
                left += self._place(slot, branch, Found(want, *source), used, tried)
        return left

    def _place(
        self, slot: ObjectSelection, branch: TypeBranch, found: Found, used: Used, tried: Tried
    ) -> list[Field]:
        """Ask a field of a fetch; the same field with what is below it that this graph does not lead to."""
        want = found.want
        key = slot.place.assign(slot.type_name, want, found.source.shape)
        placed = branch.fields.get(key)
        is_new, drafts_before = placed is None, len(self.drafts)
        if placed is None:
            tree = None if found.source.is_leaf else self._below(slot, branch, found, key)
            placed = branch.fields[key] = FieldSelection(want.name, want.arguments, want.variables, tree)
        if placed.tree is None:
            rest, below = NONE, {branch.draft}
        else:
            rest, below = self._fill(placed.tree, want.selections)
        if rest:
            tried[want.key].add(branch.graph)
            # where there could be several kinds one graph alone says which it is: another is asked anew
            if is_new and placed.tree and (placed.tree.tells_type or placed.tree.is_empty):
                del branch.fields[key], self.drafts[drafts_before:]
                return [want]
        slot.place.writers.setdefault(key, set()).add(branch.draft.number)
        used |= below
        return [replace(want, selections=rest)] if rest else []

    def _below(self, slot: ObjectSelection, branch: TypeBranch, found: Found, key: str) -> SelectionTree:
        return self._tree(
            branch.draft,
            slot.place.child(key),
            (*slot.path, Step(key)),
            found.source.type_name,
            is_abstract=self._supergraph.returns_abstract(slot.type_name, found.want.name),
            provided=found.provided,
            shared=self._choice.sharing(slot, branch, found.want),
        )

    def _tree(
        self,
        draft: FetchStep,
        place: ResponsePosition,
        path: Path,
        subgraph_type: str,
        *,
        is_abstract: bool,
        provided: Selections = NONE,
        shared: frozenset[str] = frozenset(),
    ) -> SelectionTree:
        part = self._supergraph.part(draft.graph, subgraph_type)
        is_masked = part is not None and part.is_interface_object
        return SelectionTree(
            draft=draft,
            place=place,
            path=path,
            subgraph_type=subgraph_type,
            members=self._supergraph.members(draft.graph, subgraph_type, shared),
            is_masked=is_masked,
            tells_type=is_abstract and not is_masked,
            provided=provided,
            shared=shared,
        )

    def _fill(self, tree: SelectionTree, asked: Selections) -> tuple[Selections, Used]:
        """Have what is asked of a position fetched, for every type of object there."""
        used: Used = {tree.draft}
        if tree.is_masked:
            everybody, depends = self._supergraph.common(tree.subgraph_type, asked)
            slot = tree.slot(tree.subgraph_type)
            left, drafts = self.resolve(slot, self._collect(tree.subgraph_type, everybody))
            used |= drafts
            return left + (self._unmask(slot, depends, used) if depends else NONE), used
        rest = []
        # an interface that nothing implements there is asked by its own name: the graph says what is wrong
        for member in tree.members or (tree.subgraph_type,):
            if wants := self._collect(member, asked):
                left, drafts = self.resolve(tree.slot(member), wants)
                used |= drafts
                if left:
                    rest.append(Fragment(member, left))
        return tuple(rest), used

    def _collect(self, type_name: str, asked: Selections) -> list[Field]:
        fields = collect(type_name, asked, self._supergraph.nests_in).values()
        self._weighed += len(fields)
        if self._weighed > MOST_FIELDS:
            raise TooManyFields
        return [field for field in fields if field.name != TYPENAME]

    def _enter(
        self, slot: ObjectSelection, option: Option, left: list[Field], used: Used, tried: Tried
    ) -> list[Field]:
        """Ask another graph for what it has; what is left then."""
        entry = option.entry
        asked = {found.want.key for found in option.found}
        left = [want for want in left if want.key not in asked]
        for key in asked:
            tried[key].add(entry.graph)
        plain = [found for found in option.found if not found.source.requires]
        branch = self._follow(slot, entry) if plain else None
        for found in plain:
            left += self._place(slot, branch, found, used, tried) if branch else [found.want]
        for found in option.found:
            if found.source.requires:
                left += self._with_requirements(slot, entry, found, used, tried)
        return left

    def _with_requirements(
        self, slot: ObjectSelection, entry: Entry, found: Found, used: Used, tried: Tried
    ) -> list[Field]:
        """Ask a field that needs to be told others first."""
        doing = (id(slot), entry.graph, found.want.name)
        if doing in self._busy:
            return [found.want]
        self._busy.add(doing)
        missing, told_by = self.resolve(slot, self._collect(slot.type_name, found.source.requires))
        self._busy.discard(doing)
        if missing:
            return [found.want]
        branch = self._to_tell(slot, entry, found.source.requires, told_by) or self._follow(slot, entry)
        if branch is None:
            return [found.want]
        branch.draft.inputs += found.source.requires
        branch.draft.needs |= told_by
        return self._place(slot, branch, found, used, tried)

    def _to_tell(
        self, slot: ObjectSelection, entry: Entry, told: Selections, told_by: Used
    ) -> TypeBranch | None:
        """A fetch that can be told more: it is not one that the telling waits for."""
        for branch in slot.branches:
            if (
                branch.entered
                and (branch.graph, branch.subgraph_type) == (entry.graph, entry.subgraph_type)
                and not any(draft.follows(branch.draft) for draft in told_by)
                and agree(branch.draft.inputs + told)
            ):
                return branch
        return None

    def _follow(self, slot: ObjectSelection, into: Entry) -> TypeBranch | None:
        """Begin a fetch that enters another graph, or the same one anew."""
        draft = self._begin(slot, into)
        if draft is None:
            return None
        draft.top = branch = TypeBranch(draft, into.subgraph_type, entered=True)
        slot.branches.append(branch)
        return branch

    def _begin(self, slot: ObjectSelection, into: Entry) -> FetchStep | None:
        for entry, before in self._choice.ways(slot, into):
            doing = (id(slot), entry.graph, entry.key)
            if doing in self._busy:
                continue
            self._busy.add(doing)
            missing, used = self.resolve(slot, self._collect(slot.type_name, entry.key), before)
            self._busy.discard(doing)
            if not missing:
                kind = self._kind if slot.is_root else "entity"
                draft = FetchStep(
                    len(self.drafts), entry.graph, kind, slot, entry.subgraph_type, used, entry.key
                )
                self.drafts.append(draft)
                return draft
        return None

    def _unmask(
        self, slot: ObjectSelection, asked: Selections, used: Used, only: frozenset[str] | None = None
    ) -> Selections:
        """Have an interface object tell which object it is, and what depends on it."""
        if not self._supergraph.is_abstract(slot.type_name):
            return asked
        for entry in self._choice.unmasking(slot) if slot.unmasked is None else ():
            if only is not None and entry.graph not in only:
                continue
            if draft := self._begin(slot, entry):
                draft.top = self._tree(draft, slot.place, slot.path, entry.subgraph_type, is_abstract=True)
                slot.unmasked = draft.top
                break
        if slot.unmasked is None:
            return asked
        rest, below = self._fill(slot.unmasked, asked)
        used |= below
        return rest
